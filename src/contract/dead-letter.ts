/** Message attributes that the forwarder adds when it moves a webhook to the dead-letter queue or to the quarantine. */
export const DEAD_LETTER_ATTRIBUTES = {
  REASON: 'wbReason',
  ATTEMPTS: 'wbAttempts',
  LAST_STATUS: 'wbLastStatus',
  /** What is wrong with the signature, such as `signature_mismatch`. */
  VERIFICATION: 'wbVerification',
  /** The message's id on the main queue, under which its attempts are logged. */
  MESSAGE_ID: 'wbMessageId',
} as const;

export type DeadLetterReason =
  /** The message on the queue is no webhook of this buffer. */
  | 'MALFORMED'
  /** Its body was stored beside the queue, and is no longer there or no longer what it was. */
  | 'BODY_MISSING'
  /** The target refused it in a way that a retry cannot mend. */
  | 'PERMANENT'
  /** The retry policy allows no further attempt. */
  | 'EXHAUSTED'
  /** It is not signed as its source signs. Such webhooks are in the quarantine. */
  | 'SIGNATURE_INVALID';
