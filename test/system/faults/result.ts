import { timesOfSlowLog } from './check-log';
import { Evidence } from './evidence';
import { FAULTS, type Fault } from './faults';
import { VIOLATIONS, type Observations, type Violation, type ViolationKind } from './observations';
import { shortestTraces } from './trace';

export type CampaignResult = {
  readonly webhooks: number;
  readonly groups: number;
  readonly seed: number;
  readonly seconds: number;
  readonly faults: { readonly [fault in Fault]: number };
  readonly accepted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly quarantined: number;
  readonly discarded: number;
  /** In two places, as the forwarder could not know of the delivery. */
  readonly both: number;
  /** Of the delivered webhooks, those that were in the parking queue for a time. */
  readonly parked: number;
  readonly releases: number;
  readonly rotations: number;
  readonly requests: number;
  /** Successes for a webhook that the backend had taken before. */
  readonly repeats: number;
  readonly invocations: number;
  readonly attempts: number;
  readonly unknown: number;
  readonly printed: number;
  /** How often the forwarder was seen not to wait for a table that nothing was done to. */
  readonly slowLog: number;
  readonly highestConcurrency: number;
  readonly concurrencyLimit: number;
  /** What was broken, in words; and for each kind the shortest story of a webhook. */
  readonly broken: readonly string[];
  readonly trace: readonly string[];
} & { readonly [kind in ViolationKind]: number };

const MOST_BROKEN = 10;

export function resultOf(
  run: Pick<CampaignResult, 'webhooks' | 'groups' | 'seed' | 'seconds'>, seen: Observations, violations: readonly Violation[],
): CampaignResult {
  const { ledger, attempts, deadLettered, quarantined, highestConcurrency, concurrencyLimit } = seen;
  const evidence = new Evidence(seen);
  const successes = ledger.requests.filter(({ succeededAt }) => succeededAt !== undefined).length;
  return {
    ...run,
    faults: countBy(Object.keys(FAULTS) as Fault[], ledger.injected.map(({ fault }) => fault)),
    accepted: ledger.queued.size,
    delivered: ledger.delivered.size,
    deadLettered: deadLettered.length,
    quarantined: quarantined.length,
    discarded: ledger.discarded.size,
    both: evidence.queued.filter(({ messageId }) => evidence.placesOf(messageId).length > 1).length,
    parked: evidence.queued.filter(({ messageId }) => evidence.wasParked(messageId)).length,
    ...{ releases: ledger.releases, rotations: ledger.rotations },
    requests: ledger.requests.length,
    repeats: successes - ledger.delivered.size,
    invocations: ledger.invocations.size,
    attempts: attempts.length,
    unknown: attempts.filter(({ status }) => status === 'UNKNOWN').length,
    printed: ledger.printed.length,
    slowLog: timesOfSlowLog(evidence),
    ...{ highestConcurrency, concurrencyLimit },
    ...countBy(Object.keys(VIOLATIONS) as ViolationKind[], violations.map(({ kind }) => kind)),
    broken: violations.slice(0, MOST_BROKEN).map(({ kind, text, messageId }) => `${kind}: ${text}${messageId ? ` (webhook ${messageId})` : ''}`),
    trace: shortestTraces(violations, seen),
  };
}

/** Whether every promise was kept. */
export function isKept(result: CampaignResult): boolean {
  return (Object.keys(VIOLATIONS) as ViolationKind[]).every(kind => result[kind] === 0);
}

function countBy<Name extends string>(names: readonly Name[], found: readonly Name[]): { readonly [name in Name]: number } {
  const counts = Object.fromEntries(names.map(name => [name, 0])) as { [name in Name]: number };
  for (const name of found) counts[name] += 1;
  return counts;
}
