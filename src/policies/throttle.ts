import type { IConstruct } from 'constructs';
import { MAX_BATCH_SIZE } from '../contract/limits';
import { invalidArgument, requireRate, requireWholeNumber } from '../private/invalid-property';

/** Lambda: least and greatest maximum concurrency of an SQS event source mapping. */
const MIN_MAPPING_CONCURRENCY = 2;
const MAX_MAPPING_CONCURRENCY = 1000;

/** Below this many concurrent invocations none is spared: a batch of a FIFO queue often holds a single group. */
const COMFORTABLE_MAPPING_CONCURRENCY = 10;

/** How many requests may go out in the course of time. */
export interface RateOptions {
  /**
   * Most requests per second, retries included. In no span of T seconds do more requests start than this times T, plus one for each
   * concurrent invocation of the forwarder. It may be a fraction, such as 0.5 for one request in two seconds.
   *
   * Each invocation keeps its requests as far apart as is right if all of them run, and waits as long before its first one. So a webhook waits
   * even if nothing else is there: as many seconds as the number of concurrent invocations divided by this rate.
   *
   * @default - no limit but the concurrency
   */
  readonly maxPerSecond?: number;
}

/** Options of `Throttle.concurrency`. */
export interface ConcurrencyOptions extends RateOptions {
  /**
   * How many groups one invocation of the forwarder delivers at the same time, 1 to 10; the concurrency divided by it is the number of
   * concurrent invocations. More groups mean fewer, fuller and cheaper invocations, and fewer reserved executions. But under a backlog SQS
   * fills a batch with webhooks of one group, which are delivered one after another: then only the invocations are concurrent.
   *
   * @default - as many as leave ten concurrent invocations or, with a rate below ten, one or two for each request per second
   */
  readonly groupsInParallel?: number;
}

/** How much the backend sees, at once and per second. All routes of a buffer share it; for several buffers before one backend see `ThrottleBudget`. */
export abstract class Throttle {
  /**
   * At most so many requests at the same time. Set it below what the backend can bear, such as the size of its connection pool.
   *
   * The number is split into concurrent invocations of the forwarder and groups that one invocation delivers at the same time; their
   * product never exceeds it, and for a few numbers (such as 1,007) falls short of it.
   *
   * @param requests 2 to 10,000: Lambda allows a maximum concurrency of 2 to 1,000, and a batch holds ten webhooks. For 1 see `serial()`
   * @throws if the number is not a whole number in that range, or cannot be split into the groups asked for, or if the rate is not above zero
   */
  public static concurrency(requests: number, options: ConcurrencyOptions = {}): Throttle {
    if (requests === 1) throw invalidArgument('Throttle.concurrency', 1, 'Lambda has no maximum concurrency of 1; use Throttle.serial()');
    requireWholeNumber('Throttle.concurrency', requests, MIN_MAPPING_CONCURRENCY, MAX_MAPPING_CONCURRENCY * MAX_BATCH_SIZE);
    const { groupsInParallel, maxPerSecond } = options;
    if (maxPerSecond !== undefined) requireRate(`Throttle.concurrency(${requests}): maxPerSecond`, maxPerSecond);
    if (groupsInParallel === undefined) return new Concurrency(splitConcurrency(requests, maxPerSecond), maxPerSecond);
    const most = Math.min(MAX_BATCH_SIZE, Math.floor(requests / MIN_MAPPING_CONCURRENCY));
    requireWholeNumber(`Throttle.concurrency(${requests}): groupsInParallel`, groupsInParallel, 1, most);
    return new Concurrency(splitInto(requests, groupsInParallel), maxPerSecond);
  }

  /**
   * One request at a time for the whole buffer, in the order of acceptance: all webhooks are in one group. It goes with no
   * `grouping`, and it needs a FIFO queue.
   *
   * @throws if the rate is not above zero
   */
  public static serial(options: RateOptions = {}): Throttle {
    const { maxPerSecond } = options;
    if (maxPerSecond !== undefined) requireRate('Throttle.serial: maxPerSecond', maxPerSecond);
    return new Serial(maxPerSecond);
  }

  /** @internal Concurrent invocations of the forwarder. */
  public abstract readonly _maxConcurrency: number;

  /** @internal Groups that one invocation delivers at the same time. */
  public abstract readonly _groupsInParallel: number;

  /** @internal Whether all webhooks share one group. */
  public abstract readonly _serial: boolean;

  /** @internal */
  public abstract readonly _pace?: Pace;

  /** @internal Called by each buffer that has this throttle. */
  public _claim(_buffer: IConstruct): void {
    // Whatever has it, has all of it.
  }
}

/** What a rate means for one invocation. */
export interface Pace {
  readonly maxPerSecond: number;
  /** Invocations whose requests add up to the rate. */
  readonly invocations: number;
  /** Milliseconds between two requests of one invocation, and before its first. */
  readonly gapMillis: number;
}

function paceOf(maxPerSecond: number | undefined, invocations: number): Pace | undefined {
  return maxPerSecond === undefined ? undefined : { maxPerSecond, invocations, gapMillis: 1000 * invocations / maxPerSecond };
}

class Concurrency extends Throttle {
  public readonly _serial = false;
  public readonly _maxConcurrency: number;
  public readonly _groupsInParallel: number;
  public readonly _pace?: Pace;

  constructor(split: ConcurrencySplit, maxPerSecond?: number) {
    super();
    this._maxConcurrency = split.maxConcurrency;
    this._groupsInParallel = split.groupsInParallel;
    this._pace = paceOf(maxPerSecond, split.maxConcurrency);
  }
}

class Serial extends Throttle {
  public readonly _serial = true;
  public readonly _maxConcurrency = MIN_MAPPING_CONCURRENCY;
  public readonly _groupsInParallel = 1;
  public readonly _pace?: Pace;

  constructor(maxPerSecond?: number) {
    super();
    // While messages of the one group are with an invocation, SQS hands out no others.
    this._pace = paceOf(maxPerSecond, 1);
  }
}

interface ConcurrencySplit {
  readonly maxConcurrency: number;
  readonly groupsInParallel: number;
}

function splitInto(requests: number, groupsInParallel: number): ConcurrencySplit {
  return { maxConcurrency: Math.min(Math.floor(requests / groupsInParallel), MAX_MAPPING_CONCURRENCY), groupsInParallel };
}

/**
 * The product comes as near to the number as it can from below; of equal products, fewer and fuller invocations cost less. With a rate each
 * invocation waits the longer the more there are: one a request per second will do, and no more than two are taken where that is possible.
 */
export function splitConcurrency(requests: number, maxPerSecond = Infinity): ConcurrencySplit {
  const product = ({ maxConcurrency, groupsInParallel }: ConcurrencySplit) => maxConcurrency * groupsInParallel;
  const comfortable = Math.min(requests, COMFORTABLE_MAPPING_CONCURRENCY);
  const fewest = Math.max(MIN_MAPPING_CONCURRENCY, Math.min(comfortable, Math.ceil(maxPerSecond)));
  const splits = Array.from({ length: MAX_BATCH_SIZE }, (_, index) => splitInto(requests, MAX_BATCH_SIZE - index))
    .filter(({ maxConcurrency }) => maxConcurrency >= fewest);
  const swift = fewest < comfortable ? splits.filter(({ maxConcurrency }) => maxConcurrency <= 2 * fewest) : [];
  return (swift.length > 0 ? swift : splits).reduce((best, split) => product(split) > product(best) ? split : best);
}
