import { Duration } from 'aws-cdk-lib';
import type { RetryConfiguration } from '../contract/forwarder-configuration';
import { invalidArgument, requireWholeNumber, unknownAtSynthesis } from '../private/invalid-property';

/** Options of `RetryPolicy.exponential`. */
export interface ExponentialRetryOptions {
  /**
   * Wait after the first failed attempt; it doubles with each further one. Half to all of it is waited, at random.
   *
   * @default - 5 seconds, or `maxAge` where that is shorter
   */
  readonly initialDelay?: Duration;

  /**
   * Longest wait between two attempts. A target that asks for more by `Retry-After` gets it. SQS hands a message over 1,000 times at most:
   * once half of that is used up, waits are stretched so that the rest lasts for `maxAge`.
   *
   * @default Duration.hours(1)
   */
  readonly maxDelay?: Duration;

  /**
   * Most attempts, the first one included, 1 to 1,000.
   *
   * @default - as many as `maxAge` allows
   */
  readonly maxAttempts?: number;

  /**
   * Time from the webhook's arrival at the door after which a failed attempt is the last one. Less than the 14 days for which SQS
   * keeps a message.
   *
   * @default Duration.days(3)
   */
  readonly maxAge?: Duration;
}

/** Options of `RetryPolicy.schedule`. */
export interface ScheduledRetryOptions {
  /**
   * Whether the last wait is repeated until `maxAge`. Otherwise the attempt after it is the last one.
   *
   * @default false
   */
  readonly repeatLast?: boolean;

  /**
   * Time from the webhook's arrival at the door after which a failed attempt is the last one, wherever in the list it is. A webhook that
   * waited behind others of its group has spent some of it before its own first attempt. Less than the 14 days for which SQS keeps a message.
   *
   * @default - 13 days, so that the list decides; with `repeatLast`, 3 days, or the sum of the waits where that is longer
   */
  readonly maxAge?: Duration;
}

const DEFAULT_INITIAL_DELAY_SECONDS = 5;
const DEFAULT_MAX_DELAY = Duration.hours(1);
const DEFAULT_MAX_AGE = Duration.days(3);
const LONGEST_AGE = Duration.days(13);
const LONGEST_SCHEDULE = 50;

/** Of the Standard Webhooks specification, and of Svix. */
const STANDARD_WEBHOOKS = [
  Duration.seconds(5), Duration.minutes(5), Duration.minutes(30), Duration.hours(2), Duration.hours(5), Duration.hours(10), Duration.hours(10),
];

/** When a failed delivery is tried again, and when it is given up: what becomes of the webhook then is `onExhausted`. */
export abstract class RetryPolicy {
  /**
   * Waits that double.
   *
   * @throws if a duration is below one second, the longest wait is below the first, the first exceeds the age, the age exceeds 13 days, or the number of attempts
   * is not a whole number from 1 to 1,000
   */
  public static exponential(options: ExponentialRetryOptions = {}): RetryPolicy {
    return new ExponentialRetryPolicy(options);
  }

  /**
   * Waits from a list: the first one after the first failed attempt, and so on. After as many failures as there are waits, one more attempt is
   * the last. A wait lasts up to a tenth longer than the list says, at random, and never less; longer still where the target asks for that by
   * `Retry-After`, where it takes a person to mend what is wrong, or where the message's receives have to be spared.
   *
   * @param delays 1 to 50 waits of at least one second, 13 days in all
   * @throws if the list is empty or too long, a wait is too short, they exceed `maxAge` in all, or the age exceeds 13 days
   */
  public static schedule(delays: Duration[], options: ScheduledRetryOptions = {}): RetryPolicy {
    return new ScheduledRetryPolicy(delays, options);
  }

  /** The schedule that the Standard Webhooks specification recommends: 5 seconds, 5 and 30 minutes, 2, 5, 10 and 10 hours; eight attempts in 28 to 31 hours. */
  public static standardWebhooks(): RetryPolicy {
    return new ScheduledRetryPolicy(STANDARD_WEBHOOKS, {});
  }

  /**
   * No retry: one attempt that fails is the last one. What nobody knows to have failed is sent again all the same: a webhook whose attempt ended
   * with the forwarder itself, or whose failure could not be counted in the attempt log.
   */
  public static none(): RetryPolicy {
    return new ExponentialRetryPolicy({ maxAttempts: 1 });
  }

  /** @internal */
  public abstract readonly _configuration: RetryConfiguration;
}

class ExponentialRetryPolicy extends RetryPolicy {
  public readonly _configuration: RetryConfiguration;

  constructor(options: ExponentialRetryOptions) {
    super();
    const call = 'RetryPolicy.exponential';
    const maxAgeSeconds = ageSeconds(call, options.maxAge ?? DEFAULT_MAX_AGE);
    const firstDelay = options.initialDelay ?? Duration.seconds(Math.min(DEFAULT_INITIAL_DELAY_SECONDS, maxAgeSeconds));
    const initialDelaySeconds = seconds(`${call}: initialDelay`, firstDelay, `1 second to maxAge, ${maxAgeSeconds} seconds`, 1, maxAgeSeconds);
    const maxDelay = options.maxDelay ?? DEFAULT_MAX_DELAY;
    const maxDelaySeconds = seconds(`${call}: maxDelay`, maxDelay, `at least initialDelay, ${initialDelaySeconds} seconds`, initialDelaySeconds);
    if (options.maxAttempts !== undefined) requireWholeNumber(`${call}: maxAttempts`, options.maxAttempts, 1, 1000);
    this._configuration = { initialDelaySeconds, maxDelaySeconds, maxAgeSeconds, maxAttempts: options.maxAttempts };
  }
}

class ScheduledRetryPolicy extends RetryPolicy {
  public readonly _configuration: RetryConfiguration;

  constructor(delays: readonly Duration[], { repeatLast = false, maxAge }: ScheduledRetryOptions) {
    super();
    const call = 'RetryPolicy.schedule';
    if (delays.length === 0 || delays.length > LONGEST_SCHEDULE) throw invalidArgument(`${call}: delays`, `${delays.length} waits`, `1 to ${LONGEST_SCHEDULE}`);
    const longestAge = LONGEST_AGE.toSeconds();
    const delaysSeconds = delays.map((delay, index) => seconds(`${call}: delays[${index}]`, delay, '1 second to 13 days', 1, longestAge));
    const allSeconds = delaysSeconds.reduce((sum, delay) => sum + delay, 0);
    const usualAge = repeatLast ? Math.min(longestAge, Math.max(DEFAULT_MAX_AGE.toSeconds(), allSeconds)) : longestAge;
    const maxAgeSeconds = ageSeconds(call, maxAge ?? Duration.seconds(usualAge));
    if (allSeconds > maxAgeSeconds) throw invalidArgument(`${call}: delays`, `${allSeconds} seconds in all`, `at most maxAge, ${maxAgeSeconds} seconds`);
    this._configuration = {
      // For what could not be tried, and so did not fail.
      initialDelaySeconds: DEFAULT_INITIAL_DELAY_SECONDS,
      maxDelaySeconds: DEFAULT_MAX_DELAY.toSeconds(),
      delaysSeconds,
      maxAgeSeconds,
      maxAttempts: repeatLast ? undefined : delays.length + 1,
    };
  }
}

function ageSeconds(call: string, given: Duration): number {
  return seconds(`${call}: maxAge`, given, '1 second to 13 days', 1, LONGEST_AGE.toSeconds());
}

function seconds(call: string, given: Duration, allowed: string, minimum: number, maximum = Infinity): number {
  if (given.isUnresolved()) throw unknownAtSynthesis(call, 'a duration');
  const value = given.toSeconds({ integral: false });
  if (value < minimum || value > maximum) throw invalidArgument(call, given.toHumanString(), allowed);
  return value;
}
