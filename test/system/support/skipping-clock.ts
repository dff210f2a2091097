import type { Clock } from '../../../cli/local/clock';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  readonly handle: NodeJS.Timeout;
}

const LONGEST_TIMEOUT_MILLIS = 2 ** 31 - 1;

/** Time that passes at a pace, and can also jump ahead to what is due next. */
export class SkippingClock implements Clock {
  private readonly startedAt = Date.now();
  private skippedMillis = 0;
  private readonly timers = new Set<Timer>();

  /** @param pace a whole number of times as fast as real time */
  constructor(private readonly pace = 1) {}

  now(): number {
    return this.startedAt + (Date.now() - this.startedAt) * this.pace + this.skippedMillis;
  }

  after(delayMillis: number, callback: () => void): () => void {
    const handle = setTimeout(() => this.fire(timer), Math.min(delayMillis / this.pace, LONGEST_TIMEOUT_MILLIS));
    const timer: Timer = { at: this.now() + delayMillis, callback, handle };
    this.timers.add(timer);
    return () => this.cancel(timer);
  }

  /** Jumps to the time at which the next callback is due, and calls it. */
  jump(): void {
    const [next] = [...this.timers].sort((a, b) => a.at - b.at);
    if (next === undefined) return;
    this.skippedMillis += Math.max(0, next.at - this.now());
    this.fire(next);
  }

  private fire(timer: Timer): void {
    this.cancel(timer);
    timer.callback();
  }

  private cancel(timer: Timer): void {
    clearTimeout(timer.handle);
    this.timers.delete(timer);
  }
}
