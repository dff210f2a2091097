import type { Signal } from './signal';

/** The width with which the next invocation of the execution environment starts; undefined for the full one. */
export interface RememberedWidth {
  next?: number;
}

/**
 * How many webhooks an invocation has under way at once. It starts with what the environment remembers, is halved when the target shows
 * overload, and grows by one with each invocation that delivered and met none, so that a target that recovers is not met by the full width.
 */
export class Width {
  private limit: number;
  private underWay = 0;
  private readonly waiting: Array<() => void> = [];
  private overloaded = false;
  private delivered = false;

  constructor(private readonly most: number, private readonly remembered: RememberedWidth) {
    this.limit = remembered.next ?? most;
  }

  /** Does the work once there is room for it. */
  public async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay < this.limit) this.underWay++;
    else await new Promise<void>(resolve => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.underWay--;
      this.letIn();
    }
  }

  public saw({ kind, overload }: Signal): void {
    this.delivered ||= kind === 'success';
    if (!overload) return;
    this.overloaded = true;
    this.narrow(Math.floor(this.limit / 2));
  }

  /** One at a time: the target is only just coming back, if at all. */
  public startOver(): void {
    this.narrow(1);
  }

  public close(): void {
    if (!this.delivered || this.overloaded || this.remembered.next === undefined) return;
    const next = this.remembered.next + 1;
    this.remembered.next = next < this.most ? next : undefined;
  }

  private narrow(limit: number): void {
    this.limit = Math.max(1, Math.min(this.limit, limit));
    // Another invocation may have seen worse.
    this.remembered.next = Math.min(this.limit, this.remembered.next ?? this.limit);
  }

  private letIn(): void {
    while (this.underWay < this.limit) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.underWay++;
      next();
    }
  }
}
