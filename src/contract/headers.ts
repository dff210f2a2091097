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
