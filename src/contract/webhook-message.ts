/** The JSON that targets other than HTTP are given for a webhook, version 1. */
export const WEBHOOK_MESSAGE_VERSION = 1;

export interface WebhookMessage {
  readonly version: typeof WEBHOOK_MESSAGE_VERSION;
  /** The SQS message id, the same in each attempt. */
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  /** 1 in the first attempt. */
  readonly attempt: number;
  /** ISO 8601: when the door received the webhook. */
  readonly receivedAt: string;
  readonly method: string;
  /** From the route on, as it was sent. */
  readonly path: string;
  readonly query: ValuesByName;
  /** By lower-case name. */
  readonly headers: ValuesByName;
  /** The host name that the sender called. */
  readonly host: string;
  readonly sourceAddress: string;
  readonly flags: readonly string[];
  readonly bodyEncoding: BodyEncoding;
  /** A string, unless the encoding is `json`. */
  readonly body: unknown;
}

export interface ValuesByName {
  readonly [name: string]: readonly string[];
}

export type BodyEncoding =
  /** The bytes are UTF-8, and the body is their text. */
  | 'text'
  | 'base64'
  /** The bytes are JSON, and the body is its value. */
  | 'json';

/** Attributes of a message to SQS or SNS, beside the headers that the forwarder adds to a request by HTTP, which go by the same names. */
export const MESSAGE_ATTRIBUTES = {
  ROUTE: 'webhook-buffer-route',
  METHOD: 'webhook-buffer-method',
  /** With the query. */
  PATH: 'webhook-buffer-path',
  CONTENT_TYPE: 'webhook-buffer-content-type',
  /** How the message holds the webhook's body. */
  BODY_ENCODING: 'webhook-buffer-body-encoding',
} as const;
