import { crashed, lost, needless, outOfOrder, overLimit } from './check-deliveries';
import { heads, indexes, mislogged, unknowns, unlogged } from './check-log';
import type { Observations, Violation } from './observations';

/** What was promised and not kept. */
export function check(seen: Observations): Violation[] {
  return [lost, outOfOrder, overLimit, needless, crashed, unlogged, mislogged, unknowns, heads, indexes].flatMap(find => find(seen));
}
