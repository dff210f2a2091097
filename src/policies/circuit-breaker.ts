import { Duration } from 'aws-cdk-lib';
import type { CircuitBreakerConfiguration } from '../contract/forwarder-configuration';
import { invalidArgument, requireWholeNumber, unknownAtSynthesis } from '../private/invalid-property';

/** Options of `CircuitBreaker.standard`. */
export interface CircuitBreakerOptions {
  /**
   * Webhooks that fail at their first attempt, one after another and with no success in between, before the circuit opens: 3 to 1,000, of at
   * least three groups. Each execution environment of the forwarder counts for itself. A failure is no answer, 429 or a status from 500.
   *
   * @default 10 - of a target that fails one request in three, one in 88,000 webhooks opens it
   */
  readonly failuresInARow?: number;

  /**
   * How long the circuit is open at first, 5 seconds to 12 hours. It doubles with each probe that fails.
   *
   * @default - 30 seconds, or `longestOpenTime` where that is shorter
   */
  readonly firstOpenTime?: Duration;

  /**
   * Longest time between two probes, and longest time for which a target can ask by `Retry-After` to be left alone altogether; at most 12 hours.
   *
   * @default Duration.minutes(10)
   */
  readonly longestOpenTime?: Duration;

  /**
   * How long the circuit has been open before the forwarder's event source mapping is disabled, and nothing is received any more: at least
   * 1 minute. A watchdog, a small function that runs each minute, enables it for each probe, and whenever it cannot read the circuit's state. It
   * costs about 0.60 USD a month. For buffers that can gather more than 100,000 webhooks in an outage, as SQS hides no more than 120,000 at once.
   *
   * @default - it is never disabled
   */
  readonly pauseAfter?: Duration;
}

const DEFAULT_FAILURES_IN_A_ROW = 10;
const DEFAULT_FIRST_OPEN_SECONDS = 30;
const DEFAULT_LONGEST_OPEN_TIME = Duration.minutes(10);

/** Below it, webhooks would use up their receives: SQS hands each over 1,000 times at most. */
const SHORTEST_OPEN_SECONDS = 5;

/** SQS hides a message no longer. */
const LONGEST_OPEN_TIME = Duration.hours(12);

/** A shorter time is over before the pause has begun. */
const SHORTEST_PAUSED_SECONDS = 300;

/** Beside the time that is open, what a probe may be late: jitter, precedence of other webhooks, and a polling in vain. */
const PROBE_MINUTES = 5;

/** Whether a target that is down is spared requests until it is back. */
export abstract class CircuitBreaker {
  /**
   * Once webhooks fail in a row, the circuit opens: all others wait on the queue, without an attempt being made or counted. After a while one of
   * them probes the target. If it is taken, the circuit closes, and deliveries start over with one at a time in each invocation; if not, the
   * circuit stays open for twice as long. A 429 with `Retry-After` opens it for the time that is asked for.
   *
   * @throws if a number or duration is outside of its range, or is not known at synthesis
   */
  public static standard(options: CircuitBreakerOptions = {}): CircuitBreaker {
    return new StandardCircuitBreaker(options);
  }

  /** Each webhook is sent when it is due, whatever became of the others. */
  public static none(): CircuitBreaker {
    return new NoCircuitBreaker();
  }

  /** @internal Undefined where there is none. */
  public abstract readonly _configuration?: CircuitBreakerConfiguration;

  /** @internal While the target is down and webhooks wait for it, it is probed at least once in this time: whole minutes. */
  public abstract readonly _probesWithin?: Duration;

  /** @internal Undefined where nothing is paused. */
  public abstract readonly _pauseAfter?: Duration;
}

class StandardCircuitBreaker extends CircuitBreaker {
  public readonly _configuration: CircuitBreakerConfiguration;
  public readonly _probesWithin: Duration;
  public readonly _pauseAfter?: Duration;

  constructor(options: CircuitBreakerOptions) {
    super();
    const { failuresInARow = DEFAULT_FAILURES_IN_A_ROW, longestOpenTime = DEFAULT_LONGEST_OPEN_TIME } = options;
    requireWholeNumber('CircuitBreaker.standard: failuresInARow', failuresInARow, 3, 1000);
    const longestOpenSeconds = seconds('longestOpenTime', longestOpenTime, LONGEST_OPEN_TIME);
    const firstOpenTime = options.firstOpenTime ?? Duration.seconds(Math.min(DEFAULT_FIRST_OPEN_SECONDS, longestOpenSeconds));
    this._configuration = { failuresInARow, firstOpenSeconds: seconds('firstOpenTime', firstOpenTime, longestOpenTime), longestOpenSeconds };
    this._pauseAfter = pauseTime(options.pauseAfter, longestOpenSeconds);
    this._probesWithin = Duration.minutes(Math.ceil(longestOpenSeconds / 60) + PROBE_MINUTES);
  }
}

class NoCircuitBreaker extends CircuitBreaker {
  public readonly _configuration = undefined;
  public readonly _probesWithin = undefined;
  public readonly _pauseAfter = undefined;
}

function pauseTime(given: Duration | undefined, longestOpenSeconds: number): Duration | undefined {
  if (given?.isUnresolved()) throw unknownAtSynthesis('CircuitBreaker.standard: pauseAfter', 'a duration');
  if (given && given.toSeconds({ integral: false }) < 60) throw invalidArgument('CircuitBreaker.standard: pauseAfter', given.toHumanString(), 'at least 1 minute');
  if (given && longestOpenSeconds < SHORTEST_PAUSED_SECONDS) {
    throw invalidArgument('CircuitBreaker.standard: longestOpenTime', `${longestOpenSeconds} seconds`, 'with pauseAfter, at least 5 minutes: to pause and to resume takes a minute each');
  }
  return given;
}

function seconds(name: string, given: Duration, longest: Duration): number {
  const call = `CircuitBreaker.standard: ${name}`;
  if (given.isUnresolved()) throw unknownAtSynthesis(call, 'a duration');
  const value = given.toSeconds({ integral: false });
  if (value < SHORTEST_OPEN_SECONDS || value > longest.toSeconds({ integral: false })) {
    throw invalidArgument(call, given.toHumanString(), `${SHORTEST_OPEN_SECONDS} seconds to ${longest.toHumanString()}`);
  }
  return value;
}
