import { MAX_BATCH_SIZE } from '../contract/limits';
import { invalidArgument, requireWholeNumber } from '../private/invalid-property';

/** Lambda: least and greatest maximum concurrency of an SQS event source mapping. */
const MIN_MAPPING_CONCURRENCY = 2;
const MAX_MAPPING_CONCURRENCY = 1000;

/** Below this many concurrent invocations none is spared: a batch of a FIFO queue often holds a single group. */
const COMFORTABLE_MAPPING_CONCURRENCY = 10;

/** Options of `Throttle.concurrency`. */
export interface ConcurrencyOptions {
  /**
   * How many groups one invocation of the forwarder delivers at the same time, 1 to 10; the concurrency divided by it is the number of
   * concurrent invocations. More groups mean fewer, fuller and cheaper invocations, and fewer reserved executions. But under a backlog SQS
   * fills a batch with webhooks of one group, which are delivered one after another: then only the invocations are concurrent.
   *
   * @default - as many as leave ten concurrent invocations
   */
  readonly groupsInParallel?: number;
}

/** How much the backend sees at once. */
export abstract class Throttle {
  /**
   * At most so many requests at the same time. Set it below what the backend can bear, such as the size of its connection pool.
   *
   * The number is split into concurrent invocations of the forwarder and groups that one invocation delivers at the same time; their
   * product never exceeds it, and for a few numbers (such as 1,007) falls short of it.
   *
   * @param requests 2 to 10,000: Lambda allows a maximum concurrency of 2 to 1,000, and a batch holds ten webhooks. For 1 see `serial()`
   * @throws if the number is not a whole number in that range, or cannot be split into the groups asked for
   */
  public static concurrency(requests: number, options: ConcurrencyOptions = {}): Throttle {
    if (requests === 1) throw invalidArgument('Throttle.concurrency', 1, 'Lambda has no maximum concurrency of 1; use Throttle.serial()');
    requireWholeNumber('Throttle.concurrency', requests, MIN_MAPPING_CONCURRENCY, MAX_MAPPING_CONCURRENCY * MAX_BATCH_SIZE);
    const { groupsInParallel } = options;
    if (groupsInParallel === undefined) return new Concurrency(splitConcurrency(requests));
    const most = Math.min(MAX_BATCH_SIZE, Math.floor(requests / MIN_MAPPING_CONCURRENCY));
    requireWholeNumber(`Throttle.concurrency(${requests}): groupsInParallel`, groupsInParallel, 1, most);
    return new Concurrency(splitInto(requests, groupsInParallel));
  }

  /**
   * One request at a time for the whole buffer, in the order of acceptance: all webhooks are in one group. It goes with no
   * `grouping`, and it needs a FIFO queue.
   */
  public static serial(): Throttle {
    return new Serial();
  }

  /** @internal Concurrent invocations of the forwarder. */
  public abstract readonly _maxConcurrency: number;

  /** @internal Groups that one invocation delivers at the same time. */
  public abstract readonly _groupsInParallel: number;

  /** @internal Whether all webhooks share one group. */
  public abstract readonly _serial: boolean;
}

class Concurrency extends Throttle {
  public readonly _serial = false;
  public readonly _maxConcurrency: number;
  public readonly _groupsInParallel: number;

  constructor(split: ConcurrencySplit) {
    super();
    this._maxConcurrency = split.maxConcurrency;
    this._groupsInParallel = split.groupsInParallel;
  }
}

class Serial extends Throttle {
  public readonly _serial = true;
  public readonly _maxConcurrency = MIN_MAPPING_CONCURRENCY;
  public readonly _groupsInParallel = 1;
}

interface ConcurrencySplit {
  readonly maxConcurrency: number;
  readonly groupsInParallel: number;
}

function splitInto(requests: number, groupsInParallel: number): ConcurrencySplit {
  return { maxConcurrency: Math.min(Math.floor(requests / groupsInParallel), MAX_MAPPING_CONCURRENCY), groupsInParallel };
}

/** The product comes as near to the number as it can from below; of equal products, fewer and fuller invocations cost less. */
export function splitConcurrency(requests: number): ConcurrencySplit {
  const product = ({ maxConcurrency, groupsInParallel }: ConcurrencySplit) => maxConcurrency * groupsInParallel;
  const fewest = Math.min(requests, COMFORTABLE_MAPPING_CONCURRENCY);
  return Array.from({ length: MAX_BATCH_SIZE }, (_, index) => splitInto(requests, MAX_BATCH_SIZE - index))
    .filter(({ maxConcurrency }) => maxConcurrency >= fewest)
    .reduce((best, split) => product(split) > product(best) ? split : best);
}
