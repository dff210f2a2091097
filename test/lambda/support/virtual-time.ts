import type { Stopwatch } from '../../../lambda/forwarder/ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only while everybody waits, and then jumps to when the next one is due. */
export class VirtualTime implements Stopwatch {
  private time = 0;
  private sleepers: Sleeper[] = [];

  /** @param timer how long a timer really takes, above zero */
  constructor(private readonly timer: (millis: number) => number = millis => millis) {}

  public elapsed(): number {
    return this.time;
  }

  public wait(millis: number): Promise<void> {
    return new Promise(wake => { this.sleepers.push({ at: this.time + this.timer(millis), wake }); });
  }

  /** Lets time pass until the work is done. */
  public async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settle = (): void => { done = true; };
    work.then(settle, settle);
    while (!done) {
      await new Promise(resolve => setImmediate(resolve));
      this.wakeNext();
    }
    return work;
  }

  private wakeNext(): void {
    if (this.sleepers.length === 0) return;
    const next = this.sleepers.reduce((first, sleeper) => sleeper.at < first.at ? sleeper : first);
    this.sleepers = this.sleepers.filter(sleeper => sleeper !== next);
    this.time = Math.max(this.time, next.at);
    next.wake();
  }
}
