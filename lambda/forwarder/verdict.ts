import type { Webhook } from './envelope';
import type { FinalState } from './ports';
import type { DeadLetterReason } from '../../src/contract/dead-letter';
import type { InvalidReason } from '../signatures/verification';

/** How a record ended. Only a delivery, or another queue that confirmed to have it, lets go of a record. */
export type Verdict =
  | LastAttempt & { readonly kind: 'delivered' }
  /** An earlier invocation did all of it but the last step, which was to let go of the record. */
  | LastAttempt & { readonly kind: 'concluded'; readonly state: Exclude<FinalState, 'DELIVERED'> | 'QUARANTINED'; readonly reason?: string }
  /** Another message with the same id was delivered before. */
  | { readonly kind: 'duplicate' }
  | DeadLetterVerdict
  | QuarantineVerdict
  | GivenUpVerdict
  /** A webhook of its group is parked, so that this one has to be, too. */
  | { readonly kind: 'behind-parked'; readonly route: string }
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

/** It can be no webhook of its group's order. */
export interface DeadLetterVerdict {
  readonly kind: 'dead-letter';
  readonly reason: Exclude<DeadLetterReason, GivenUpVerdict['reason']>;
  readonly attempts: number;
}

/** The last attempt failed; what becomes of the webhook is for its route to say. */
export interface GivenUpVerdict {
  readonly kind: 'given-up';
  readonly reason: 'PERMANENT' | 'EXHAUSTED';
  readonly route: string;
  readonly attempts: number;
  /** HTTP status or error code of the last attempt. */
  readonly lastStatus?: string;
}

/** Its sender is not who it should be. */
export interface QuarantineVerdict {
  readonly kind: 'quarantine';
  readonly reason: InvalidReason;
  readonly webhook: Webhook;
}
