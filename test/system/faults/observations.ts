import type { Ledger } from './ledger';
import type { StoredAttempt, StoredHead } from '../support/observe';

/** All that was seen from outside: at the door, at the backend, in the table and in the queues. */
export interface Observations {
  readonly sent: number;
  readonly ledger: Ledger;
  readonly concurrencyLimit: number;
  readonly highestConcurrency: number;
  /** In the table or, where that did not take them, in the forwarder's output. */
  readonly attempts: readonly StoredAttempt[];
  readonly heads: readonly StoredHead[];
  /** What is in the other queues at the end, by the messages' ids on the main queue. */
  readonly deadLettered: readonly string[];
  readonly quarantined: readonly string[];
  /** Messages that are left on the main queue, and in the parking queue although all groups were released. */
  readonly left: number;
  readonly leaks: readonly Leak[];
}

/** A planted value where it must not be. */
export interface Leak {
  readonly what: string;
  readonly where: string;
}

export const VIOLATIONS = {
  lost: 'accepted by the door, and in none of the places where it may be',
  outOfOrder: 'requested before an earlier one of its group was delivered or given up',
  overLimit: 'more requests at once than allowed',
  unaccounted: 'in more than one place, or in one that it cannot have come to',
  unlogged: 'a request that the log does not have',
  mislogged: 'the log says something else than what happened',
  needless: 'requested again although the log had its end',
  unfaithful: 'the backend got something else than what was sent',
  crashed: 'the forwarder ended by itself',
  leaked: 'a planted value in the log or in the table',
} as const;
export type ViolationKind = keyof typeof VIOLATIONS;

export interface Violation {
  readonly kind: ViolationKind;
  /** Absent where no single webhook is concerned. */
  readonly messageId?: string;
  readonly text: string;
  /** Whether it may come about where the machine was so slow that the forwarder did not wait for the table any more. */
  readonly excusable: boolean;
}

export function violation(kind: ViolationKind, text: string, messageId?: string): Violation {
  return { kind, text, messageId, excusable: false };
}

export function excusable(kind: ViolationKind, text: string, messageId?: string): Violation {
  return { kind, text, messageId, excusable: true };
}
