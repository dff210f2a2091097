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

const DEFAULT_INITIAL_DELAY_SECONDS = 5;
const DEFAULT_MAX_DELAY = Duration.hours(1);
const DEFAULT_MAX_AGE = Duration.days(3);
const LONGEST_AGE = Duration.days(13);

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

  /** @internal */
  public abstract readonly _configuration: RetryConfiguration;
}

class ExponentialRetryPolicy extends RetryPolicy {
  public readonly _configuration: RetryConfiguration;

  constructor(options: ExponentialRetryOptions) {
    super();
    const maxAgeSeconds = seconds('maxAge', options.maxAge ?? DEFAULT_MAX_AGE, '1 second to 13 days', 1, LONGEST_AGE.toSeconds());
    const firstDelay = options.initialDelay ?? Duration.seconds(Math.min(DEFAULT_INITIAL_DELAY_SECONDS, maxAgeSeconds));
    const initialDelaySeconds = seconds('initialDelay', firstDelay, `1 second to maxAge, ${maxAgeSeconds} seconds`, 1, maxAgeSeconds);
    const maxDelaySeconds = seconds('maxDelay', options.maxDelay ?? DEFAULT_MAX_DELAY, `at least initialDelay, ${initialDelaySeconds} seconds`, initialDelaySeconds);
    if (options.maxAttempts !== undefined) requireWholeNumber('RetryPolicy.exponential: maxAttempts', options.maxAttempts, 1, 1000);
    this._configuration = { initialDelaySeconds, maxDelaySeconds, maxAgeSeconds, maxAttempts: options.maxAttempts };
  }
}

function seconds(name: string, given: Duration, allowed: string, minimum: number, maximum = Infinity): number {
  if (given.isUnresolved()) throw unknownAtSynthesis(`RetryPolicy.exponential: ${name}`, 'a duration');
  const value = given.toSeconds({ integral: false });
  if (value < minimum || value > maximum) throw invalidArgument(`RetryPolicy.exponential: ${name}`, given.toHumanString(), allowed);
  return value;
}
