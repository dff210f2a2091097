import type { VirtualClock } from './virtual-clock';
import type { Webhook } from '../../../lambda/forwarder/envelope';
import type { Target, TargetResult } from '../../../lambda/forwarder/ports';

const DELIVERED: TargetResult = { outcome: { kind: 'delivered' }, report: { httpStatus: 200 } };
const UNAVAILABLE: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { httpStatus: 503 } };
const SECOND_MILLIS = 1_000;

/** A backend that is down for a time, and watches order and load all the time. */
export class OutageBackend implements Target {
  readonly totalTimeoutMillis = 20_000;
  down = false;
  delivered = 0;
  outOfOrder = 0;
  requestsWhileDown = 0;
  highestConcurrency = 0;
  /** Requests in one second. */
  highestRate = 0;
  private concurrency = 0;
  private second = 0;
  private inSecond = 0;
  private readonly nextOf = new Map<string, number>();

  constructor(private readonly clock: VirtualClock, private readonly latencyMillis: number) {}

  get seen() {
    const { delivered, outOfOrder, requestsWhileDown, highestConcurrency, highestRate } = this;
    return { delivered, outOfOrder, requestsWhileDown, highestConcurrency, highestRate };
  }

  /** Begins to look for the greatest load anew. */
  startOver(): void {
    this.highestConcurrency = 0;
    this.highestRate = 0;
  }

  async attempt({ path }: Webhook, { group }: { readonly group: string }): Promise<TargetResult> {
    this.begin();
    const turn = Number(path.slice(1));
    const next = this.nextOf.get(group) ?? 0;
    if (turn > next) this.outOfOrder += 1;
    await this.clock.wait(this.latencyMillis);
    this.concurrency -= 1;
    if (this.down) return UNAVAILABLE;
    if (turn === next) {
      this.nextOf.set(group, next + 1);
      this.delivered += 1;
    }
    return DELIVERED;
  }

  private begin(): void {
    this.concurrency += 1;
    this.highestConcurrency = Math.max(this.highestConcurrency, this.concurrency);
    if (this.down) this.requestsWhileDown += 1;
    const second = Math.floor(this.clock.now() / SECOND_MILLIS);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    this.highestRate = Math.max(this.highestRate, this.inSecond);
  }
}
