import type { HeadItem } from '../../../src/contract/attempt-table';
import type { History, TargetReport } from '../ports';
import type { Verdict } from '../verdict';

/** The verdict that the log already holds for a message that SQS hands over again, if there is one. */
export function standingVerdict(history: History, now: number): Verdict | undefined {
  return concludedVerdict(history) ?? givenUpVerdict(history) ?? deferredVerdict(history, now);
}

/** All that was left to do was to let go of the record, and to tell who is to be told. */
function concludedVerdict({ head, latest }: History): Verdict | undefined {
  const ended = lastStatus(latest);
  // The head counts the attempts that failed.
  if (latest?.status === 'DELIVERED' || head?.state === 'DELIVERED') return { kind: 'delivered', attempts: (head?.attempts ?? 0) + 1, lastStatus: ended };
  if (head?.state === 'DEAD_LETTERED') return { kind: 'dead-lettered', reason: latest?.status, attempts: head.attempts, lastStatus: ended };
  return undefined;
}

/** The dead-letter queue did not take it. */
function givenUpVerdict({ head, latest }: History): Verdict | undefined {
  if (latest?.status !== 'PERMANENT' && latest?.status !== 'EXHAUSTED') return undefined;
  return { kind: 'dead-letter', reason: latest.status, attempts: head?.attempts ?? 1, lastStatus: lastStatus(latest) };
}

function deferredVerdict({ head }: History, now: number): Verdict | undefined {
  const { notBefore = 0 }: Partial<HeadItem> = head ?? {};
  return notBefore > now ? { kind: 'deferred', until: notBefore } : undefined;
}

/** Error code or HTTP status: a service of AWS may answer 200 and say by a code that it failed. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return errorCode ?? httpStatus?.toString();
}
