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
  requireKnown(scope, 'forwarderTimeout', functionTimeout);
  if (functionTimeout.toSeconds() < attemptSeconds || functionTimeout.toSeconds() > LONGEST_FUNCTION_TIMEOUT.toSeconds()) {
    throw invalidProperty(scope, 'forwarderTimeout', functionTimeout.toHumanString(), `one attempt of the target needs ${attemptSeconds} seconds, Lambda allows 15 minutes`);
  }
  const visibility = visibilityTimeout ?? Duration.seconds(Math.min(VISIBILITY_FACTOR * functionTimeout.toSeconds(), MAX_VISIBILITY_SECONDS));
  requireKnown(scope, 'visibilityTimeout', visibility);
  if (visibility.toSeconds() < functionTimeout.toSeconds() || visibility.toSeconds() > MAX_VISIBILITY_SECONDS) {
    throw invalidProperty(scope, 'visibilityTimeout', visibility.toHumanString(), `from the forwarder's timeout, ${functionTimeout.toSeconds()} seconds, to 12 hours`);
  }
  return { functionTimeout, visibilityTimeout: visibility };
}

function requireKnown(scope: IConstruct, property: string, given: Duration): void {
  if (given.isUnresolved()) throw invalidProperty(scope, property, given.formatTokenToNumber(), 'a duration that is known at synthesis');
}
