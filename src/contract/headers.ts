/** Headers that the forwarder adds to each request. */
export const ADDED_HEADERS = {
  /** The SQS message id, the same in each attempt. */
  ID: 'webhook-buffer-id',
  /** 1 in the first attempt. */
  ATTEMPT: 'webhook-buffer-attempt',
  GROUP: 'webhook-buffer-group',
  /** ISO 8601: when the door received the webhook. */
  FIRST_RECEIVED_AT: 'webhook-buffer-first-received-at',
  /** Comma-separated, absent where the webhook arrives exactly as it was sent. */
  FLAGS: 'webhook-buffer-flags',
  /** A quoted string, the same in each attempt. */
  IDEMPOTENCY_KEY: 'idempotency-key',
} as const;

const ADDED: ReadonlySet<string> = new Set(Object.values(ADDED_HEADERS));

/** They concern one connection, or this one request. */
const OWN_TO_A_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings',
  'expect', 'host', 'content-length', 'accept-encoding', 'forwarded',
]);
const OWN_TO_A_HOP_PREFIXES = ['proxy-', 'x-forwarded-'];

/** Whether the forwarder makes a header anew for each request where it is needed, and never takes it from a webhook. @param name lower-case */
export function isMadeAnew(name: string): boolean {
  return ADDED.has(name) || OWN_TO_A_HOP.has(name) || OWN_TO_A_HOP_PREFIXES.some(prefix => name.startsWith(prefix));
}
