import { crashed, lost, needless, outOfOrder, overLimit } from './check-deliveries';
import { heads, indexes, mislogged, slowLog, unknowns, unlogged } from './check-log';
import type { Observations, Violation } from './observations';

const CHECKS = [lost, outOfOrder, overLimit, needless, crashed, unlogged, mislogged, unknowns, heads, indexes, slowLog];

/** What was promised and not kept. */
export function check(seen: Observations): Violation[] {
  const violations = CHECKS.flatMap(find => find(seen));
  const excused = violations.filter(({ excusable }) => excusable).length <= timesOfSlowLog(seen);
  return excused ? violations.filter(({ excusable }) => !excusable) : violations;
}

/** How often the forwarder was seen not to wait for the log any more. */
export function timesOfSlowLog({ ledger: { backend, fallbacks } }: Observations): number {
  return backend.filter(({ kind, hasty }) => kind === 'request' && hasty).length + fallbacks.length;
}
