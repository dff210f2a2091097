import { Clock } from '../../../cli/local/clock';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test lets time pass. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();

  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  after(delayMillis: number, callback: () => void): () => void {
    const timer = { at: this.time + delayMillis, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets time pass; what comes due runs in order, each at its own time. */
  advance(millis: number): void {
    const end = this.time + millis;
    for (let next = this.earliest(); next && next.at <= end; next = this.earliest()) {
      this.time = Math.max(this.time, next.at);
      this.timers.delete(next);
      next.callback();
    }
    this.time = end;
  }

  /** How many callbacks are still to come. */
  get pending(): number {
    return this.timers.size;
  }

  private earliest(): Timer | undefined {
    return [...this.timers].reduce<Timer | undefined>((earliest, timer) => earliest && earliest.at <= timer.at ? earliest : timer, undefined);
  }
}
