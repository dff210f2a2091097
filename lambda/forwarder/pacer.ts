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
    while (this.isBefore(this.nextTurn)) await this.waitFor(this.nextTurn);
    this.waiting--;
    this.nextTurn = this.stopwatch.elapsed() + this.gapMillis;
    return spareMillis() >= 0;
  }

  /** Comes right before the request: what it had to do since its turn may have taken less time than it took the request before. */
  public async start(): Promise<void> {
    while (this.isBefore(this.nextStart)) await this.waitFor(this.nextStart);
    this.nextStart = this.stopwatch.elapsed() + this.gapMillis;
  }

  private isBefore(time: number): boolean {
    return this.stopwatch.elapsed() < time;
  }

  /** When it is over, another request may have come first, or the timer have fired too early. */
  private waitFor(time: number): Promise<unknown> {
    return this.stopwatch.wait(time - this.stopwatch.elapsed());
  }
}
