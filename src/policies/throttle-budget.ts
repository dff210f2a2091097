import type { IConstruct } from 'constructs';
import { type ConcurrencyOptions, type Pace, type RateOptions, Throttle } from './throttle';
import { invalidArgument, invalidProperty, requireRate, requireWholeNumber } from '../private/invalid-property';

/** What a share takes of a budget. */
interface Holding {
  readonly holder: string;
  readonly requests: number;
  readonly maxPerSecond?: number;
}

/** Sums of fractions differ from what is meant in the last digits. */
const ROUNDING = 1e-9;

/**
 * What one backend can bear, for several buffers that forward to it, in whatever stacks of the app. Each buffer gets a share of its own as
 * its throttle. The split is fixed at synthesis: what one buffer does not need at the moment is not lent to another. The routes of one buffer
 * share that buffer's throttle anyway.
 *
 * ```ts
 * const budget = ThrottleBudget.of(20, { maxPerSecond: 60 });
 * budget.share('Orders', 12, { maxPerSecond: 36 });
 * budget.share('Refunds', 8, { maxPerSecond: 24 });
 * ```
 */
export class ThrottleBudget {
  /**
   * @param requests most requests at the same time, in all shares together; a whole number from 1
   * @throws if the number or the rate is none that can be shared
   */
  public static of(requests: number, options: RateOptions = {}): ThrottleBudget {
    requireWholeNumber('ThrottleBudget.of', requests, 1, Number.MAX_SAFE_INTEGER);
    const { maxPerSecond } = options;
    if (maxPerSecond !== undefined) requireRate('ThrottleBudget.of: maxPerSecond', maxPerSecond);
    return new ThrottleBudget(requests, maxPerSecond);
  }

  private readonly holdings: Holding[] = [];

  private constructor(private readonly requests: number, private readonly maxPerSecond?: number) {}

  /**
   * A share, as the throttle of one buffer.
   *
   * @param holder whose share it is, for messages about the split
   * @param requests most requests at the same time, as for `Throttle.concurrency`
   * @param options with a rate if the budget has one
   * @throws if more is asked for than is left, the holder has a share already, or `Throttle.concurrency` would throw
   */
  public share(holder: string, requests: number, options: ConcurrencyOptions = {}): Throttle {
    if (requests === 1) throw invalidArgument(callOf(holder), 1, 'Lambda has no maximum concurrency of 1; use serialShare()');
    return this.take(Throttle.concurrency(requests, options), { holder, requests, maxPerSecond: options.maxPerSecond });
  }

  /**
   * A share of one request at a time, as the throttle of one buffer.
   *
   * @param holder whose share it is, for messages about the split
   * @param options with a rate if the budget has one
   * @throws if more is asked for than is left, the holder has a share already, or `Throttle.serial` would throw
   */
  public serialShare(holder: string, options: RateOptions = {}): Throttle {
    return this.take(Throttle.serial(options), { holder, requests: 1, maxPerSecond: options.maxPerSecond });
  }

  private take(throttle: Throttle, wanted: Holding): Throttle {
    const { holder, requests, maxPerSecond } = wanted;
    const call = callOf(holder);
    if (this.holdings.some(holding => holding.holder === holder)) throw invalidArgument(call, holder, `a holder without a share; ${this.held()}`);
    const left = this.requests - sum(this.holdings.map(holding => holding.requests));
    if (requests > left) throw invalidArgument(call, `${requests} requests at a time`, `${left} of ${this.requests} are left; ${this.held()}`);
    if (this.maxPerSecond !== undefined) this.requireRateLeft(call, this.maxPerSecond, maxPerSecond);
    this.holdings.push(wanted);
    return new Share(throttle, holder);
  }

  private requireRateLeft(call: string, budget: number, wanted?: number): void {
    const left = budget - sum(this.holdings.map(({ maxPerSecond = 0 }) => maxPerSecond));
    const allowed = `${Number(left.toFixed(6))} of ${budget} per second are left; ${this.held()}`;
    if (wanted === undefined) throw invalidArgument(call, 'no maxPerSecond', `the budget has one, of which each share takes a part; ${allowed}`);
    if (wanted > left + ROUNDING) throw invalidArgument(call, `${wanted} requests per second`, allowed);
  }

  private held(): string {
    if (this.holdings.length === 0) return 'nobody has a share yet';
    const rate = ({ maxPerSecond }: Holding) => maxPerSecond === undefined ? '' : ` and ${maxPerSecond} per second`;
    return this.holdings.map(holding => `${holding.holder} has ${holding.requests}${rate(holding)}`).join(', ');
  }
}

/** A throttle that only one buffer can have, since two of them would be more than the share. */
class Share extends Throttle {
  public readonly _maxConcurrency: number;
  public readonly _groupsInParallel: number;
  public readonly _serial: boolean;
  public readonly _pace?: Pace;
  private buffer?: IConstruct;

  constructor(throttle: Throttle, private readonly holder: string) {
    super();
    this._maxConcurrency = throttle._maxConcurrency;
    this._groupsInParallel = throttle._groupsInParallel;
    this._serial = throttle._serial;
    this._pace = throttle._pace;
  }

  public _claim(buffer: IConstruct): void {
    if (this.buffer) throw invalidProperty(buffer, 'throttle', `the share ${this.holder}`, `the buffer ${this.buffer.node.path} has it; take a share for each`);
    this.buffer = buffer;
  }
}

function callOf(holder: string): string {
  return `ThrottleBudget.share(${JSON.stringify(holder)})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
