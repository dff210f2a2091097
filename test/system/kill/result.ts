import { timesOfSlowLog } from './check';
import type { BackendEvent } from './ledger';
import type { Observations, Violation, ViolationKind } from './observations';
import { FAILURES, KILL_POINTS, type Failure, type KillPoint } from './plan';
import { story } from './story';

export interface KillTestResult {
  readonly webhooks: number;
  readonly groups: number;
  readonly seed: number;
  readonly seconds: number;
  readonly kills: { readonly [point in KillPoint]: number };
  readonly failures: { readonly [failure in Failure]: number };
  readonly attempts: number;
  /** Deliveries of a webhook that had been delivered already. */
  readonly repeats: number;
  readonly unknown: number;
  /** How often the forwarder was seen not to wait for the log any more. */
  readonly slowLog: number;
  readonly highestConcurrency: number;
  readonly concurrencyLimit: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly overLimit: number;
  readonly unlogged: number;
  readonly mislogged: number;
  readonly needless: number;
  readonly crashed: number;
  /** What was broken, in words, with all that was seen of the webhook. */
  readonly traces: readonly string[];
}

const MOST_TRACES = 5;

export function resultOf(
  run: Pick<KillTestResult, 'webhooks' | 'groups' | 'seed' | 'seconds'>, seen: Observations, violations: readonly Violation[],
): KillTestResult {
  const { ledger, attempts, highestConcurrency, concurrencyLimit } = seen;
  const successes = ledger.backend.filter(({ kind }) => kind === 'success');
  const count = (wanted: ViolationKind) => violations.filter(({ kind }) => kind === wanted).length;
  return {
    ...run,
    kills: countBy(KILL_POINTS, ledger.kills.map(({ point }) => point)),
    failures: countBy(FAILURES, failuresOf(ledger.backend)),
    attempts: attempts.length,
    repeats: successes.length - new Set(successes.map(({ messageId }) => messageId)).size,
    unknown: attempts.filter(({ status }) => status === 'UNKNOWN').length,
    slowLog: timesOfSlowLog(seen),
    highestConcurrency,
    concurrencyLimit,
    lost: count('lost'),
    outOfOrder: count('outOfOrder'),
    overLimit: count('overLimit'),
    unlogged: count('unlogged'),
    mislogged: count('mislogged'),
    needless: count('needless'),
    crashed: count('crashed'),
    traces: violations.slice(0, MOST_TRACES).map(({ kind, text, messageId }) => [`${kind}: ${text}`, ...messageId ? story(messageId, seen) : []].join('\n')),
  };
}

/** Whether every promise was kept. */
export function isKept({ lost, outOfOrder, overLimit, unlogged, mislogged, needless, crashed }: KillTestResult): boolean {
  return lost + outOfOrder + overLimit + unlogged + mislogged + needless + crashed === 0;
}

/** Once an attempt: a connection that is reset may be one that was kept open for too long, which is tried again at once. */
function failuresOf(backend: readonly BackendEvent[]): Failure[] {
  return [...new Map(backend.map(({ messageId, attempt, failure }) => [`${messageId} ${attempt}`, failure])).values()].filter(failure => failure !== undefined);
}

function countBy<Name extends string>(names: { readonly [name in Name]: string }, found: readonly Name[]): { readonly [name in Name]: number } {
  return Object.fromEntries(Object.keys(names).map(name => [name, found.filter(other => other === name).length])) as { [name in Name]: number };
}
