import { crashed, leaked, lost, needless, outOfOrder, overLimit, unaccounted, unfaithful, unread } from './check-deliveries';
import { heads, indexes, mislogged, slowLog, timesOfSlowLog, unlogged } from './check-log';
import { Evidence } from './evidence';
import type { Observations, Violation } from './observations';

const CHECKS = [
  lost, outOfOrder, overLimit, unaccounted, needless, unread, crashed, unfaithful, leaked, unlogged, mislogged, heads, indexes, slowLog,
];

/** What was promised and not kept. */
export function check(seen: Observations): Violation[] {
  const evidence = new Evidence(seen);
  const violations = CHECKS.flatMap(find => find(evidence));
  const excused = violations.filter(({ excusable }) => excusable).length <= timesOfSlowLog(evidence);
  return excused ? violations.filter(({ excusable }) => !excusable) : violations;
}
