import { OrderedSet } from './ordered-set';
import { Clock } from '../../clock';

interface LongPoll<Request, Result> {
  readonly request: Request;
  end(result: Result[]): void;
  fail(error: unknown): void;
}

interface Source<Request, Result> {
  /** What there is now; empty if nothing. */
  take(request: Request): Result[];
  /** When something may be there without a call to {@link LongPolls.serve}. */
  nextChangeAt(): number | undefined;
}

/** Consumers that wait for messages, the longest waiting first. */
export class LongPolls<Request, Result> {
  private readonly waiting = new OrderedSet<LongPoll<Request, Result>>();
  private cancelWake?: () => void;

  constructor(private readonly clock: Clock, private readonly source: Source<Request, Result>) {}

  /** Waits until there is something, the time is over or the consumer went away; the latter two give nothing. */
  async wait(request: Request, millis: number, signal?: AbortSignal): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.waiting.delete(poll);
        cancelTimeout();
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = () => poll.end([]);
      const poll: LongPoll<Request, Result> = {
        request,
        end: (result) => { settle(); resolve(result); },
        fail: (error) => { settle(); reject(error); },
      };
      const cancelTimeout = this.clock.after(millis, giveUp);
      signal?.addEventListener('abort', giveUp);
      this.waiting.add(poll);
      this.wakeAtNextChange();
    });
  }

  /** Hands out what there is; to be called after each change. */
  serve(): void {
    for (const poll of this.waiting) {
      try {
        const result = this.source.take(poll.request);
        if (result.length === 0) break;
        poll.end(result);
      } catch (error) {
        poll.fail(error);
      }
    }
    this.wakeAtNextChange();
  }

  endAll(): void {
    for (const poll of this.waiting) poll.end([]);
    this.cancelWake?.();
  }

  private wakeAtNextChange(): void {
    this.cancelWake?.();
    const at = this.source.nextChangeAt();
    if (this.waiting.size === 0 || at === undefined) return;
    this.cancelWake = this.clock.after(Math.max(0, at - this.clock.now()), () => this.serve());
  }
}
