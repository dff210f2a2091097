import { MAX_VISIBILITY_SECONDS } from '../../../src/contract/limits';
import type { FinalState, History, StoredAttempt, TargetReport } from '../ports';
import type { GivenUpVerdict, Verdict } from '../verdict';

/** For a wait that is longer, a message may have to be hidden more than once, since the time that an invocation took counts. */
const HIDDEN_AT_ONCE_MILLIS = (MAX_VISIBILITY_SECONDS - 1_000) * 1000;

/**
 * The verdict that the log already holds for a message that SQS hands over again, if there is one.
 *
 * @param givenUpFrom milliseconds since 1970; a webhook that was given up earlier has another chance
 */
export function standingVerdict(history: History, now: number, givenUpFrom = 0): Verdict | undefined {
  return concluded(history) ?? givenUp(history, givenUpFrom) ?? deferred(history, now);
}

type End = FinalState | 'QUARANTINED' | 'DUPLICATE';

const ENDS: ReadonlySet<string | undefined> = new Set<End>(['DELIVERED', 'DEAD_LETTERED', 'DISCARDED', 'QUARANTINED', 'DUPLICATE']);

const isEnd = (state: string | undefined): state is End => ENDS.has(state);

/** All that was left to do was to let go of the record, and to tell who is to be told. */
function concluded({ head, latest }: History): Verdict | undefined {
  const state = [latest?.status, head?.state].find(isEnd);
  if (state === undefined) return undefined;
  const ended = lastStatus(latest);
  // The head counts the attempts that failed.
  if (state === 'DELIVERED') return { kind: 'delivered', attempts: (head?.attempts ?? 0) + 1, lastStatus: ended };
  if (state === 'DUPLICATE') return { kind: 'duplicate' };
  return { kind: 'concluded', state, reason: latest?.status, attempts: head?.attempts, lastStatus: ended };
}

/** It is not yet where such webhooks go. */
function givenUp({ head, latest }: History, from: number): GivenUpVerdict | undefined {
  if (latest?.status !== 'PERMANENT' && latest?.status !== 'EXHAUSTED' || Date.parse(latest.startedAt) < from) return undefined;
  return { kind: 'given-up', reason: latest.status, route: latest.route, attempts: head?.attempts ?? 1, lastStatus: lastStatus(latest) };
}

function deferred({ head, latest }: History, now: number): Verdict | undefined {
  const dueAt = Math.max(head?.notBefore ?? 0, longWaitEnd(latest));
  return dueAt > now ? { kind: 'deferred', until: dueAt } : undefined;
}

/** The attempt says it as well as the head item, either of which may not have been written. */
function longWaitEnd({ status, startedAt = '', retryAt = '' }: Partial<StoredAttempt> = {}): number {
  const end = Date.parse(retryAt);
  return status === 'RETRY' && end - Date.parse(startedAt) > HIDDEN_AT_ONCE_MILLIS ? end : 0;
}

/** Error code or HTTP status: a service of AWS may answer 200 and say by a code that it failed. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return errorCode ?? httpStatus?.toString();
}
