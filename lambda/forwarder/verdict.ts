import type { DeadLetterReason } from '../../src/contract/dead-letter';

/** How a record ended. Only a delivery, or a dead-letter queue that confirmed it, lets go of a record. */
export type Verdict =
  | LastAttempt & { readonly kind: 'delivered' }
  /** An earlier invocation did all of it but the last step, which was to let go of the record. */
  | LastAttempt & { readonly kind: 'dead-lettered'; readonly reason?: string }
  | DeadLetterVerdict
  /** No webhook, and nothing to forward: the door's answer was all there was to do. */
  | { readonly kind: 'handshake' }
  | { readonly kind: 'retry'; readonly at: number }
  /** No attempt was made. */
  | { readonly kind: 'deferred'; readonly until: number };

interface LastAttempt {
  /** How many there were, where that is known. */
  readonly attempts?: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: string;
}

export interface DeadLetterVerdict extends LastAttempt {
  readonly kind: 'dead-letter';
  readonly reason: DeadLetterReason;
  readonly attempts: number;
}
