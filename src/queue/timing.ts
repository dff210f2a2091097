import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { INVOCATION_RESERVE_MILLIS, MAX_VISIBILITY_SECONDS } from '../contract/limits';
import { invalidProperty } from '../private/invalid-property';

const LONGEST_FUNCTION_TIMEOUT = Duration.minutes(15);

/** AWS recommends this multiple, which leaves room for throttled invocations of the same batch. */
const VISIBILITY_FACTOR = 6;

export interface Timing {
  readonly functionTimeout: Duration;
  readonly visibilityTimeout: Duration;
}

/**
 * After a crash of the forwarder, a group waits for the visibility timeout, which is a multiple of the function's timeout. So the
 * function's is short: two attempts. What there is no time for goes back to the queue.
 */
export function timing(scope: IConstruct, attemptMillis: number, forwarderTimeout?: Duration, visibilityTimeout?: Duration): Timing {
  const attemptSeconds = Math.ceil((attemptMillis + INVOCATION_RESERVE_MILLIS) / 1000) + 1;
  const functionTimeout = forwarderTimeout ?? Duration.seconds(Math.min(2 * attemptSeconds + 4, LONGEST_FUNCTION_TIMEOUT.toSeconds()));
  const functionSeconds = knownSeconds(scope, 'forwarderTimeout', functionTimeout);
  if (functionSeconds < attemptSeconds || functionSeconds > LONGEST_FUNCTION_TIMEOUT.toSeconds()) {
    throw invalidProperty(scope, 'forwarderTimeout', functionTimeout.toHumanString(), `one attempt of the target needs ${attemptSeconds} seconds, Lambda allows 15 minutes`);
  }
  const visibility = visibilityTimeout ?? Duration.seconds(Math.min(VISIBILITY_FACTOR * functionSeconds, MAX_VISIBILITY_SECONDS));
  const visibilitySeconds = knownSeconds(scope, 'visibilityTimeout', visibility);
  if (visibilitySeconds < functionSeconds || visibilitySeconds > MAX_VISIBILITY_SECONDS) {
    throw invalidProperty(scope, 'visibilityTimeout', visibility.toHumanString(), `from the forwarder's timeout, ${functionSeconds} seconds, to 12 hours`);
  }
  return { functionTimeout, visibilityTimeout: visibility };
}

/** Seconds of a duration that arithmetic depends on. */
export function knownSeconds(scope: IConstruct, property: string, given: Duration): number {
  if (given.isUnresolved()) throw invalidProperty(scope, property, given.formatTokenToNumber(), 'a duration that is known at synthesis');
  const seconds = given.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) throw invalidProperty(scope, property, given.toHumanString(), 'whole seconds');
  return seconds;
}
