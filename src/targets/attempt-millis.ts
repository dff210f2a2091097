import { Duration } from 'aws-cdk-lib';
import { invalidArgument, unknownAtSynthesis } from '../private/invalid-property';

/** What fits into an invocation. */
export const LONGEST_TIMEOUT = Duration.minutes(14);

/** @param call the factory and its option, such as `WebhookTarget.http: timeout` */
export function attemptMillis(call: string, given: Duration, maximum = LONGEST_TIMEOUT.toMilliseconds()): number {
  if (given.isUnresolved()) throw unknownAtSynthesis(call, 'a duration');
  const value = given.toMilliseconds();
  if (value <= 0 || value > maximum) throw invalidArgument(call, given.toHumanString(), `above zero and at most ${Duration.millis(maximum).toHumanString()}`);
  return value;
}
