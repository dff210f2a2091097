/**
 * Releasing a parked group. An owner invokes the forwarder with a {@link ReleaseRequest}; it puts a {@link ReleaseMessage} for each group on the
 * main queue, and the invocation that receives it drains the group, so that the throttle holds for parked webhooks as for all others.
 */
export interface ReleaseRequest {
  readonly release: { readonly group: string } | { readonly all: true };
}

/** What the forwarder answers to a {@link ReleaseRequest}. */
export interface ReleaseAnswer {
  /** Groups whose webhooks are being delivered from now on. */
  readonly released: number;
  /** Whether there was time for all of them; otherwise the request is to be made again. */
  readonly complete: boolean;
}

/** The body of a message that has a group drained. */
export interface ReleaseMessage {
  readonly release: { readonly group: string };
}

/** No group id of a webhook starts so: what senders and owners choose is URL-encoded or has no such characters, and what is made up has no `#`. */
export const RELEASE_GROUP_PREFIX = '~release#';

/** Beside those of a dead letter, and like them only there to explain: what the forwarder needs is in the message's ids. */
export type ParkingReason =
  /** The target refused it in a way that a retry cannot mend. */
  | 'PERMANENT'
  /** The retry policy allowed no further attempt. */
  | 'EXHAUSTED'
  /** It came behind a webhook of its group that is parked. */
  | 'GROUP_PARKED';
