import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../cli/local/clock';
import { Deadlines } from '../../../cli/local/queue/engine/deadlines';

/** Within so many turns of the event loop everybody waits for something that takes time. */
const QUIET_TURNS = 12;

interface Timer {
  readonly callback: () => void;
}

/** Time that passes only while everybody waits, and then jumps to when something is due. */
export class VirtualClock implements Clock {
  private readonly timers = new Deadlines<Timer>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  after(delayMillis: number, callback: () => void): () => void {
    const timer = { callback };
    this.timers.set(timer, this.time + delayMillis);
    return () => this.timers.delete(timer);
  }

  wait(millis: number): Promise<void> {
    return new Promise(resolve => { this.after(millis, resolve); });
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settle = (): void => { done = true; };
    work.then(settle, settle);
    for (;;) {
      for (let count = 0; count < QUIET_TURNS; count += 1) await turn();
      if (done) return work;
      const { earliest } = this.timers;
      if (earliest === undefined) throw new Error('nobody waits for time to pass');
      this.time = Math.max(this.time, earliest);
      for (const { callback } of this.timers.takeUntil(this.time)) callback();
    }
  }
}
