import { settledWithin } from '../deadline';

/**
 * Bounds what waiting for the attempt log adds to an invocation: the time during which anything waits counts once, and when it is used
 * up nothing waits any more.
 */
export class Patience {
  private waiting = 0;
  private waitingSince = 0;

  constructor(private leftMillis: number, private readonly now: () => number) {}

  /** Resolves as the work does, or to undefined when patience ends before it does. */
  public async within<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.waiting++ === 0) this.waitingSince = this.now();
    try {
      return await settledWithin(this.leftMillis - (this.now() - this.waitingSince), work);
    } finally {
      if (--this.waiting === 0) this.leftMillis -= this.now() - this.waitingSince;
    }
  }
}
