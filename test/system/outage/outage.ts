import { OutageBackend } from './outage-backend';
import { OutageForwarder } from './outage-forwarder';
import { PassingTable } from './passing-table';
import { VirtualClock } from './virtual-clock';
import { QueueEngine } from '../../../cli/local/queue';
import type { CampaignOptions } from '../support/campaign-command';

export interface OutageResult {
  readonly webhooks: number;
  readonly groups: number;
  readonly seed: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly overLimit: number;
  /** Those that the backend got while it was down. */
  readonly requestsWhileDown: number;
  readonly heldByCircuit: number;
  readonly backlog: number;
  readonly highestConcurrency: number;
  readonly concurrencyLimit: number;
  /** Most requests at once in the first seconds after the backend was back. */
  readonly firstConcurrency: number;
  readonly highestRate: number;
  readonly throughput: number;
  readonly drainedSeconds: number;
  readonly predictedSeconds: number;
}

const START = Date.parse('2026-03-01T00:00:00.000Z');
const OUTAGE_SECONDS = 6 * 3_600;
const BEFORE_SECONDS = 60;
const FULL_RATE = 50;
/** Of what arrives: so much concurrency and latency allow the backend to take. */
const SPARE = 4;
const FULL_CONCURRENCY = 20;
const LEAST_CONCURRENCY = 2;
/** AWS's for a queue. */
const FULL_IN_FLIGHT = 120_000;
/** As the construct makes it for the forwarder's timeout. */
const QUEUE = {
  FifoQueue: 'true',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  VisibilityTimeout: '300',
  MessageRetentionPeriod: '1209600',
};
const TICK_MILLIS = 100;
const FIRST_MILLIS = 5_000;
export const DEVIATION = 0.2;

/**
 * A backend that is down for six hours while webhooks go on to arrive, in virtual time. With fewer webhooks than 50 a second make, concurrency
 * and SQS's limit of messages in flight are as much smaller.
 */
export async function runOutage({ webhooks, groups, seed, onProgress }: CampaignOptions): Promise<OutageResult> {
  const startedAt = Date.now();
  const perSecond = webhooks / OUTAGE_SECONDS;
  const scale = perSecond / FULL_RATE;
  const concurrency = Math.max(LEAST_CONCURRENCY, Math.round(FULL_CONCURRENCY * scale));
  const throughput = perSecond * SPARE;
  const latencyMillis = concurrency / throughput * 1_000;
  const outage = new Outage({ perSecond, groups, seed, concurrency, latencyMillis, maxInFlight: FULL_IN_FLIGHT * scale });
  const progress = setInterval(() => onProgress?.(outage.backend.delivered, outage.forwarder.invocations), 1_000);
  try {
    const seen = await outage.run();
    const predictedSeconds = Math.round(seen.backlog / (throughput - perSecond));
    return {
      ...{ webhooks: outage.sent, groups, seed, perSecond, throughput, predictedSeconds, concurrencyLimit: concurrency, ...seen },
      seconds: Math.round((Date.now() - startedAt) / 1_000),
      overLimit: Math.max(0, seen.highestConcurrency - concurrency),
    };
  } finally {
    clearInterval(progress);
  }
}

export function isOutageKept({ lost, outOfOrder, overLimit, drainedSeconds, predictedSeconds }: OutageResult): boolean {
  return lost + outOfOrder + overLimit === 0 && Math.abs(drainedSeconds / predictedSeconds - 1) <= DEVIATION;
}

export function formatOutage(result: OutageResult): string {
  const { perSecond, backlog, throughput, requestsWhileDown, heldByCircuit } = result;
  const { firstConcurrency, highestConcurrency, concurrencyLimit, highestRate } = result;
  return [
    `${result.webhooks} webhooks at ${perSecond} a second, backend down for ${OUTAGE_SECONDS / 3_600} hours: ${backlog} waited at its end`,
    `meanwhile ${requestsWhileDown} requests for them; held by the circuit ${heldByCircuit} times`,
    `after it at most ${firstConcurrency} requests at once in the first ${FIRST_MILLIS / 1_000} seconds, ${highestConcurrency} later, of the allowed ${concurrencyLimit}`,
    `and at most ${highestRate} a second`,
    `drained in ${result.drainedSeconds} s; backlog / (throughput - arrivals) = ${backlog} / (${throughput} - ${perSecond}) = ${result.predictedSeconds} s`,
    `lost ${result.lost}, out of order ${result.outOfOrder}, over the limit ${result.overLimit}; ${result.seconds} s`,
  ].join('\n');
}

interface OutageParameters {
  readonly perSecond: number;
  readonly groups: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly latencyMillis: number;
  readonly maxInFlight: number;
}

class Outage {
  sent = 0;
  readonly backend: OutageBackend;
  readonly forwarder: OutageForwarder;
  private readonly clock = new VirtualClock(START);
  private readonly queue;
  private readonly turns = new Map<string, number>();
  private arriving = true;

  constructor(private readonly parameters: OutageParameters) {
    const { concurrency, latencyMillis, maxInFlight, seed } = parameters;
    let ids = 0;
    const engine = new QueueEngine({ clock: this.clock, newId: () => `m${ids += 1}`, maxInFlight: Math.round(maxInFlight) });
    this.queue = engine.createQueue('orders.fifo', QUEUE);
    this.backend = new OutageBackend(this.clock, latencyMillis);
    const { clock, queue, backend } = this;
    this.forwarder = new OutageForwarder({ clock, queue, table: new PassingTable(), backend, random: generator(seed) }, concurrency);
  }

  run() {
    return this.clock.run(this.play());
  }

  private async play() {
    const arriving = this.arrive();
    const polling = this.forwarder.poll();
    await this.clock.wait(BEFORE_SECONDS * 1_000);
    this.backend.down = true;
    await this.clock.wait(OUTAGE_SECONDS * 1_000);
    this.backend.down = false;
    this.backend.startOver();
    const backlog = this.waiting;
    const backAt = this.clock.now();
    await this.clock.wait(FIRST_MILLIS);
    const firstConcurrency = this.backend.highestConcurrency;
    await this.until(() => this.waiting <= Math.max(this.parameters.concurrency * 10, this.parameters.perSecond));
    const drainedSeconds = Math.round((this.clock.now() - backAt) / 1_000);
    this.arriving = false;
    await arriving;
    await this.until(() => this.waiting === 0);
    this.forwarder.stop();
    await polling;
    const { delivered, ...load } = this.backend.seen;
    const heldByCircuit = this.forwarder.counts.get('HELD_BY_CIRCUIT') ?? 0;
    return { lost: this.sent - delivered, ...load, heldByCircuit, firstConcurrency, backlog, drainedSeconds };
  }

  private get waiting(): number {
    const { visible, inFlight } = this.queue.counts;
    return visible + inFlight;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.clock.wait(TICK_MILLIS * 10);
  }

  private async arrive(): Promise<void> {
    const startedAt = this.clock.now();
    while (this.arriving) {
      const due = Math.floor((this.clock.now() - startedAt) / 1_000 * this.parameters.perSecond);
      while (this.sent < due) this.send(`g${this.sent % this.parameters.groups}`);
      await this.clock.wait(TICK_MILLIS);
    }
  }

  private send(groupId: string): void {
    const turn = this.turns.get(groupId) ?? 0;
    this.turns.set(groupId, turn + 1);
    this.queue.send({ body: 'x', attributes: {}, systemAttributes: {}, groupId, deduplicationId: `${groupId}/${turn}` });
    this.sent += 1;
  }
}

/** Numbers from 0 up to, but not including, 1: the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
