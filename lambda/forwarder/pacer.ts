import type { Stopwatch } from './ports';

/**
 * Spaces the requests of one invocation. No two start closer together than the gap, and the first not before the gap has passed since the
 * invocation began: what ran in its place before has sent its last request at least that long ago, even if it was killed right after.
 */
export class Pacer {
  private nextTurn: number;
  private nextStart: number;
  private waiting = 0;

  /** @param gapMillis 0 for no pace */
  constructor(private readonly gapMillis: number, private readonly stopwatch: Stopwatch) {
    this.nextTurn = this.nextStart = stopwatch.elapsed() + gapMillis;
  }

  /** Waits for the turn of a request. Resolves to false, at once where that can be told, if it comes when there is no time to spare any more. */
  public async turn(spareMillis: () => number): Promise<boolean> {
    const expected = this.nextTurn + this.waiting * this.gapMillis - this.stopwatch.elapsed();
    if (Math.max(0, expected) > spareMillis()) return false;
    this.waiting++;
    await this.reach(() => this.nextTurn);
    this.waiting--;
    this.nextTurn = this.stopwatch.elapsed() + this.gapMillis;
    return spareMillis() >= 0;
  }

  /** Comes right before the request: what it had to do since its turn may have taken less time than it took the request before. */
  public async start(): Promise<void> {
    await this.reach(() => this.nextStart);
    this.nextStart = this.stopwatch.elapsed() + this.gapMillis;
  }

  /** The time may be put off while it is waited for, and timers may fire early. */
  private async reach(time: () => number): Promise<void> {
    const left = (): number => time() - this.stopwatch.elapsed();
    for (let millis = left(); millis > 0; millis = left()) await this.stopwatch.wait(millis);
  }
}
