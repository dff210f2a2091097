/**
 * The message that the door puts on the queue, version 1.
 *
 * The body holds only what is the same for the same webhook, so that SQS can deduplicate by content; all that varies from
 * request to request is in one message attribute. Everything that a sender controls is base64, so that nothing breaks out.
 */
export const ENVELOPE_VERSION = 1;

/** Name of the one message attribute, of type String, that holds an {@link EnvelopeAttribute} as JSON. */
export const ENVELOPE_ATTRIBUTE = 'wb';

/** What the keys of claimed bodies start with in their bucket. */
export const CLAIM_KEY_PREFIX = 'claims/';

/** The JSON in the message body. */
export interface EnvelopeBody {
  readonly v: typeof ENVELOPE_VERSION;
  /** Path of the route that accepted the webhook, such as `/github`; `/` is the root. */
  readonly route: string;
  /** The request body's bytes, base64. Absent where the message holds a claim instead. */
  readonly body?: string;
  /** What stands for a body that did not fit into the message; where it is kept says the attribute. */
  readonly claim?: BodyClaim;
}

export interface BodyClaim {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The JSON in the message attribute. */
export interface EnvelopeAttribute {
  /** HTTP method, upper case. */
  readonly method: string;
  /** The request's path as the door saw it, its stage included, base64. */
  readonly path: string;
  /** The door's stage, which the path starts with unless a custom domain stands before it. */
  readonly stage: string;
  /** The host name that the sender called, base64. */
  readonly host: string;
  /** Query parameters, decoded; each name and value base64. */
  readonly query: ReadonlyArray<readonly [name: string, value: string]>;
  /** Headers as they came; each name and value base64. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** The sender's address, base64. */
  readonly sourceAddress: string;
  /** API Gateway's extended request id, which a client cannot choose. */
  readonly requestId: string;
  /** When the door received the request, milliseconds since 1970. */
  readonly receivedAt: number;
  readonly flags: readonly EnvelopeFlag[];
  /** Key of the object that holds the body, in the bucket that door and forwarder were both given. */
  readonly claimKey?: string;
  /** Whether the door has checked the signature already. */
  readonly verified?: boolean;
}

/** What could not be kept exactly, or what was used in place of what was configured. */
export type EnvelopeFlag =
  /** The body held bytes that are no UTF-8 under a text type; they arrive as U+FFFD. */
  | 'lossy'
  /** The body is `{}`, which API Gateway also hands over for an empty body. */
  | 'maybeEmpty'
  /** API Gateway removed a Content-Encoding; the body is the decoded one. */
  | 'decoded'
  /** There were more than 1,000 headers or query parameters, of which API Gateway hands over no more. */
  | 'truncated'
  /** The configured group id was missing, and the policy for a missing one was applied. */
  | 'groupMissing'
  /** The group id was too long; head and tail of it were used. */
  | 'groupTruncated'
  /** The configured deduplication id was missing or too long; the request id was used. */
  | 'deduplicationMissing'
  /** A handshake that the door answered, and that holds no webhook: it is not forwarded. */
  | 'handshake';
