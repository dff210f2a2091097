import type { Clock } from '../clock';
import type { Method, Throttle } from './rest-api';

/** A token bucket for each method, as a stage's throttling has it. */
export class Throttling {
  private readonly buckets = new Map<Method, TokenBucket>();

  constructor(private readonly clock: Clock) {}

  /** Takes a token; false where there is none left. */
  admits(method: Method): boolean {
    if (method.throttle === undefined) return true;
    let bucket = this.buckets.get(method);
    if (bucket === undefined) this.buckets.set(method, bucket = new TokenBucket(method.throttle, this.clock));
    return bucket.take();
  }
}

class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(private readonly throttle: Throttle, private readonly clock: Clock) {
    this.tokens = throttle.burst;
    this.filledAt = clock.now();
  }

  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.throttle.burst, this.tokens + (now - this.filledAt) / 1_000 * this.throttle.requestsPerSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
