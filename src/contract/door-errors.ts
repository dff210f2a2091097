/** What the door answers in place of an acknowledgement. The codes are contract; docs/door.md tells about each. */
export interface DoorError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  /** For senders that should try again. */
  readonly retryAfterSeconds?: number;
}

const LATER = 5;

/** Only where the sender is at fault it is 4xx, so that no provider gives up a webhook for our faults. */
export const DOOR_ERRORS = {
  GROUP_MISSING: { code: 'group_missing', status: 400, message: 'the webhook lacks the value that it is grouped by' },
  INVALID_PAYLOAD: { code: 'invalid_payload', status: 400, message: 'the webhook holds characters that cannot be queued' },
  SIGNATURE_INVALID: { code: 'signature_invalid', status: 401, message: 'the webhook is not signed as this address expects' },
  FORBIDDEN: { code: 'forbidden', status: 403, message: 'the request was refused' },
  NOT_FOUND: { code: 'not_found', status: 404, message: 'no webhooks are taken at this path' },
  METHOD_NOT_ALLOWED: { code: 'method_not_allowed', status: 405, message: 'webhooks are not taken by this method' },
  PAYLOAD_TOO_LARGE: { code: 'payload_too_large', status: 413, message: 'the webhook does not fit into a message of 1 MiB' },
  THROTTLED: { code: 'throttled', status: 429, message: 'too many requests; try again later', retryAfterSeconds: LATER },
  QUOTA_EXCEEDED: { code: 'quota_exceeded', status: 429, message: 'too many requests; try again later', retryAfterSeconds: 60 },
  MISCONFIGURED: { code: 'misconfigured', status: 502, message: 'the webhook could not be queued' },
  OVERLOADED: { code: 'overloaded', status: 503, message: 'more webhooks arrive than can be taken; try again later', retryAfterSeconds: LATER },
  UNAVAILABLE: { code: 'unavailable', status: 503, message: 'the webhook could not be queued; try again later', retryAfterSeconds: LATER },
  UNREACHABLE: { code: 'unavailable', status: 504, message: 'the webhook could not be queued in time; try again later', retryAfterSeconds: LATER },
} as const satisfies { readonly [name: string]: DoorError };

/** How SQS refuses a message, and what the door makes of it. */
export interface DoorRefusal {
  /** Parts of what SQS says, any of which gives the refusal away; they hold for its JSON and its XML errors. */
  readonly signs: readonly string[];
  readonly error: DoorError;
}

/** In this order; what matches none of them is a fault of this buffer and not of the sender. */
export const DOOR_REFUSALS: readonly DoorRefusal[] = [
  { signs: ['Throttl', 'OverLimit'], error: DOOR_ERRORS.OVERLOADED },
  { signs: ['must be shorter than', 'TooLong', 'length exceeded'], error: DOOR_ERRORS.PAYLOAD_TOO_LARGE },
  { signs: ['InvalidMessageContents'], error: DOOR_ERRORS.INVALID_PAYLOAD },
  { signs: ['MessageGroupId'], error: DOOR_ERRORS.GROUP_MISSING },
];
