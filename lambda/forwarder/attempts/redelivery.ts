import type { HeadItem } from '../../../src/contract/attempt-table';
import type { History, TargetReport } from '../ports';
import type { Verdict } from '../verdict';

/** The verdict that the log already holds for a message that SQS hands over again, if there is one. */
export function standingVerdict({ head, latest }: History, now: number): Verdict | undefined {
  const { state, attempts = 1, notBefore = 0 }: Partial<HeadItem> = head ?? {};
  const status = latest?.status;
  if (status === 'DELIVERED' || state === 'DELIVERED') return { kind: 'delivered' };
  if (state === 'DEAD_LETTERED') return { kind: 'dead-lettered' };
  // It was given up, but the dead-letter queue did not take it.
  if (status === 'PERMANENT' || status === 'EXHAUSTED') return { kind: 'dead-letter', reason: status, attempts, lastStatus: lastStatus(latest) };
  return notBefore > now ? { kind: 'deferred', until: notBefore } : undefined;
}

/** HTTP status or error code. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return httpStatus === undefined ? errorCode : String(httpStatus);
}
