/** Methods by which a webhook can come. */
export enum WebhookMethod {
  /** By which nearly every provider sends. */
  POST = 'POST',
  PUT = 'PUT',
  PATCH = 'PATCH',
  DELETE = 'DELETE',
}
