import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { INVOCATION_RESERVE_MILLIS, MAX_BATCH_SIZE, MAX_VISIBILITY_SECONDS } from '../contract/limits';
import type { Throttle } from '../policies/throttle';
import { invalidProperty } from '../private/invalid-property';

const LONGEST_FUNCTION_TIMEOUT = Duration.minutes(15);

/** AWS recommends this multiple, which leaves room for throttled invocations of the same batch. */
const VISIBILITY_FACTOR = 6;

/** Of the time for waits a fifth is left over: requests and records take some of it. */
const WAIT_FACTOR = 1.25;

/** What the times of a buffer depend on. */
export interface TimingNeeds {
  /** The longest attempt. */
  readonly attemptMillis: number;
  readonly throttle: Throttle;
  readonly forwarderTimeout?: Duration;
  readonly visibilityTimeout?: Duration;
}

export interface Timing {
  readonly functionTimeout: Duration;
  readonly visibilityTimeout: Duration;
  /** As many webhooks as an invocation has time to wait for; what it has no time for would be received in vain. */
  readonly batchSize: number;
}

/**
 * After a crash of the forwarder, a group waits for the visibility timeout, which is a multiple of the function's timeout. So the
 * function's is short: two attempts. What there is no time for goes back to the queue.
 */
export function timing(scope: IConstruct, needs: TimingNeeds): Timing {
  const { attemptMillis, throttle } = needs;
  const waitMillis = WAIT_FACTOR * (throttle._pace?.gapMillis ?? 0);
  requirePossibleRate(scope, needs);
  const functionSeconds = functionTimeoutSeconds(scope, needs, waitMillis);
  const visibility = needs.visibilityTimeout ?? Duration.seconds(Math.min(VISIBILITY_FACTOR * functionSeconds, MAX_VISIBILITY_SECONDS));
  const visibilitySeconds = knownSeconds(scope, 'visibilityTimeout', visibility);
  if (visibilitySeconds < functionSeconds || visibilitySeconds > MAX_VISIBILITY_SECONDS) {
    throw invalidProperty(scope, 'visibilityTimeout', visibility.toHumanString(), `from the forwarder's timeout, ${functionSeconds} seconds, to 12 hours`);
  }
  const waitingMillis = functionSeconds * 1000 - attemptMillis - INVOCATION_RESERVE_MILLIS;
  const batchSize = waitMillis === 0 ? MAX_BATCH_SIZE : Math.min(MAX_BATCH_SIZE, Math.floor(waitingMillis / waitMillis));
  return { functionTimeout: Duration.seconds(functionSeconds), visibilityTimeout: visibility, batchSize };
}

function requirePossibleRate(scope: IConstruct, { attemptMillis, throttle: { _pace: pace } }: TimingNeeds): void {
  const longestGapMillis = ((LONGEST_FUNCTION_TIMEOUT.toSeconds() - 1) * 1000 - attemptMillis - INVOCATION_RESERVE_MILLIS) / WAIT_FACTOR;
  if (!pace || pace.gapMillis <= longestGapMillis) return;
  const { maxPerSecond, invocations, gapMillis } = pace;
  const least = Math.ceil(1e7 * invocations / longestGapMillis) / 1e4;
  throw invalidProperty(scope, 'throttle', `${maxPerSecond} requests per second`, [
    `${invocations} concurrent invocations would each wait ${Math.round(gapMillis / 1000)} seconds before a request`,
    `beside the target's longest attempt ${Math.floor(longestGapMillis / 1000)} seconds fit into Lambda's 15 minutes`,
    `take at least ${least} per second${invocations > 1 ? ', or a lower concurrency' : ''}`,
  ].join('; '));
}

function functionTimeoutSeconds(scope: IConstruct, { attemptMillis, forwarderTimeout, throttle }: TimingNeeds, waitMillis: number): number {
  const longest = LONGEST_FUNCTION_TIMEOUT.toSeconds();
  const neededSeconds = secondsFor(attemptMillis + waitMillis);
  if (!forwarderTimeout) return Math.min(Math.max(2 * secondsFor(attemptMillis) + 4, neededSeconds), longest);
  const seconds = knownSeconds(scope, 'forwarderTimeout', forwarderTimeout);
  if (seconds < neededSeconds || seconds > longest) {
    const wait = throttle._pace ? `, its wait of ${throttle._pace.gapMillis / 1000} seconds for the throttle's rate included` : '';
    throw invalidProperty(scope, 'forwarderTimeout', forwarderTimeout.toHumanString(), `one attempt of the target needs ${neededSeconds} seconds${wait}, Lambda allows 15 minutes`);
  }
  return seconds;
}

/** What an invocation takes that has so much to do. */
function secondsFor(millis: number): number {
  return Math.ceil((millis + INVOCATION_RESERVE_MILLIS) / 1000) + 1;
}

/** Seconds of a duration that arithmetic depends on. */
export function knownSeconds(scope: IConstruct, property: string, given: Duration): number {
  if (given.isUnresolved()) throw invalidProperty(scope, property, given.formatTokenToNumber(), 'a duration that is known at synthesis');
  const seconds = given.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) throw invalidProperty(scope, property, given.toHumanString(), 'whole seconds');
  return seconds;
}
