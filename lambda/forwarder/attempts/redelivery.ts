import type { HeadItem } from '../../../src/contract/attempt-table';
import { MAX_VISIBILITY_SECONDS } from '../../../src/contract/limits';
import type { History, StoredAttempt, TargetReport } from '../ports';
import type { Verdict } from '../verdict';

/** For a wait that is longer, a message may have to be hidden more than once, since the time that an invocation took counts. */
const HIDDEN_AT_ONCE_MILLIS = (MAX_VISIBILITY_SECONDS - 1_000) * 1000;

/** The verdict that the log already holds for a message that SQS hands over again, if there is one. */
export function standingVerdict({ head, latest }: History, now: number): Verdict | undefined {
  const { state, attempts = 1, notBefore = 0 }: Partial<HeadItem> = head ?? {};
  const status = latest?.status;
  if (status === 'DELIVERED' || state === 'DELIVERED') return { kind: 'delivered' };
  if (state === 'DEAD_LETTERED') return { kind: 'dead-lettered' };
  // It was given up, but the dead-letter queue did not take it.
  if (status === 'PERMANENT' || status === 'EXHAUSTED') return { kind: 'dead-letter', reason: status, attempts, lastStatus: lastStatus(latest) };
  const dueAt = Math.max(notBefore, longWaitEnd(latest));
  return dueAt > now ? { kind: 'deferred', until: dueAt } : undefined;
}

/** The attempt says it as well as the head item, either of which may not have been written. */
function longWaitEnd({ status, startedAt = '', retryAt = '' }: Partial<StoredAttempt> = {}): number {
  const end = Date.parse(retryAt);
  return status === 'RETRY' && end - Date.parse(startedAt) > HIDDEN_AT_ONCE_MILLIS ? end : 0;
}

/** HTTP status or error code. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return httpStatus === undefined ? errorCode : String(httpStatus);
}
