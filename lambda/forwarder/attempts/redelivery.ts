import type { HeadItem } from '../../../src/contract/attempt-table';
import type { History, TargetReport } from '../ports';
import type { GivenUpVerdict, Verdict } from '../verdict';

/** Where nothing is left to do, by what the latest attempt or the head says. */
const ENDS: ReadonlyMap<string | undefined, Verdict> = new Map<string, Verdict>([
  ['DELIVERED', { kind: 'delivered' }],
  ['DEAD_LETTERED', { kind: 'concluded', state: 'DEAD_LETTERED' }],
  ['DISCARDED', { kind: 'concluded', state: 'DISCARDED' }],
  ['QUARANTINED', { kind: 'concluded', state: 'QUARANTINED' }],
]);

/**
 * The verdict that the log already holds for a message that SQS hands over again, if there is one.
 *
 * @param givenUpFrom milliseconds since 1970; a webhook that was given up earlier has another chance
 */
export function standingVerdict(history: History, now: number, givenUpFrom = 0): Verdict | undefined {
  const { state, notBefore = 0 }: Partial<HeadItem> = history.head ?? {};
  return ENDS.get(history.latest?.status) ?? ENDS.get(state) ?? givenUp(history, givenUpFrom) ?? (notBefore > now ? { kind: 'deferred', until: notBefore } : undefined);
}

/** It is not yet where such webhooks go. */
function givenUp({ head, latest }: History, from: number): GivenUpVerdict | undefined {
  if (latest?.status !== 'PERMANENT' && latest?.status !== 'EXHAUSTED' || Date.parse(latest.startedAt) < from) return undefined;
  return { kind: 'given-up', reason: latest.status, route: latest.route, attempts: head?.attempts ?? 1, lastStatus: lastStatus(latest) };
}

/** HTTP status or error code. */
export function lastStatus({ httpStatus, errorCode }: TargetReport = {}): string | undefined {
  return httpStatus === undefined ? errorCode : String(httpStatus);
}
