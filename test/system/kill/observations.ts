import type { Ledger } from './ledger';
import type { StoredAttempt, StoredHead } from '../support/observe';

/** All that was seen from outside: at the door, at the backend, in the table and in the queues. */
export interface Observations {
  readonly sent: number;
  readonly ledger: Pick<Ledger, 'accepted' | 'attempts' | 'backend' | 'kills' | 'fallbacks'>;
  readonly concurrencyLimit: number;
  readonly highestConcurrency: number;
  /** In the table or, where that took too long, in the forwarder's output. */
  readonly attempts: readonly StoredAttempt[];
  readonly heads: readonly StoredHead[];
  /** Outcomes of invocations, by request id. */
  readonly outcomes: ReadonlyMap<string, string>;
  readonly inQueue: number;
  readonly deadLettered: number;
}

export type ViolationKind =
  /** Not accepted by the door, not delivered, left on the queue, or dead-lettered. */
  | 'lost'
  /** Requested before an earlier one of its group was delivered. */
  | 'outOfOrder'
  | 'overLimit'
  /** An attempt or a delivery that the log does not have. */
  | 'unlogged'
  /** The log says something else than what happened. */
  | 'mislogged'
  /** Requested again although the log had its delivery. */
  | 'needless'
  /** The forwarder ended by itself. */
  | 'crashed';

export interface Violation {
  readonly kind: ViolationKind;
  /** Absent where no single webhook is concerned. */
  readonly messageId?: string;
  readonly text: string;
  /** Whether it may come about where the log was slower than the forwarder waits for it. */
  readonly excusable: boolean;
}

export function violation(kind: ViolationKind, text: string, messageId?: string): Violation {
  return { kind, text, messageId, excusable: false };
}

/** As the forwarder does not wait for long for the log, a slow one may lack something: no delivery depends on it. */
export function excusable(kind: ViolationKind, text: string, messageId?: string): Violation {
  return { kind, text, messageId, excusable: true };
}
