import type { HeadItem } from '../../../src/contract/attempt-table';
import type { History, TargetReport } from '../ports';
import type { Verdict } from '../verdict';

/** Where nothing is left to do, by what the latest attempt or the head says. */
const ENDS: ReadonlyMap<string | undefined, 'delivered' | 'dead-lettered' | 'quarantined'> = new Map([
  ['DELIVERED', 'delivered'],
  ['DEAD_LETTERED', 'dead-lettered'],
  ['QUARANTINED', 'quarantined'],
]);

/** The verdict that the log already holds for a message that SQS hands over again, if there is one. */
export function standingVerdict({ head, latest }: History, now: number): Verdict | undefined {
  const { state, attempts = 1, notBefore = 0 }: Partial<HeadItem> = head ?? {};
  const status = latest?.status;
  const end = ENDS.get(status) ?? ENDS.get(state);
  if (end !== undefined) return { kind: end };
  // It was given up, but the dead-letter queue did not take it.
  if (status === 'PERMANENT' || status === 'EXHAUSTED') return { kind: 'dead-letter', reason: status, attempts, lastStatus: lastStatus(latest) };
  return notBefore > now ? { kind: 'deferred', until: notBefore } : undefined;
}

/** HTTP status or error code. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return httpStatus === undefined ? errorCode : String(httpStatus);
}
