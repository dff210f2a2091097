import fc from 'fast-check';
import { askingFor, BreakerHarness, BROKEN, UNREACHABLE } from './support';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import type { HiddenMessage, TargetResult } from '../../../lambda/forwarder/ports';
import { DELIVERED, failuresOf } from '../support/harness';
import { NaiveFifoQueue, type QueuedMessage } from '../support/naive-fifo-queue';
import { record } from '../support/records';

const LONGEST_OPEN_SECONDS = 80;
const BREAKER = { failuresInARow: 5, firstOpenSeconds: 10, longestOpenSeconds: LONGEST_OPEN_SECONDS };
const FAILURES: readonly TargetResult[] = [BROKEN, UNREACHABLE, askingFor(30), askingFor(30, 503)];
const ENVIRONMENTS = 4;
/** The time after which an environment knows what another has done. */
const FRESH_MILLIS = 2_000;
/** What a probe may be late: least hold, jitter, precedence, and the second to which SQS hides. */
const LATE_MILLIS = 21_000;

interface Outage {
  /** Seconds after the start. */
  readonly from: number;
  readonly seconds: number;
  readonly failure: TargetResult;
}

const outage: fc.Arbitrary<Outage> = fc.record({
  from: fc.integer({ min: 0, max: 300 }),
  seconds: fc.integer({ min: 1, max: 250 }),
  failure: fc.constantFrom(...FAILURES),
});

/** A buffer with several execution environments, a webhook a second, and a target with outages, in virtual time. */
class Simulation {
  public readonly harness = new BreakerHarness({ circuitBreaker: BREAKER, groupsInParallel: 3 });
  public readonly messages: QueuedMessage[];
  public readonly violations: string[] = [];
  public readonly startedAt = this.harness.time;
  public closedLastAt = 0;

  private readonly delivered = new Set<string>();
  private readonly probes = new Map<string, number>();
  private readonly memories = Array.from({ length: ENVIRONMENTS }, () => new TargetMemory());
  private turn = 0;

  constructor(private readonly outages: readonly Outage[], groups: readonly number[], private readonly order: readonly number[]) {
    this.messages = groups.map((group, second) => ({ messageId: `m${second}`, group: `g${group}`, receiveCount: 0, visibleAt: this.startedAt + second * 1000 }));
    this.harness.target.respond = (_, { messageId }) => this.respond(messageId);
  }

  public get undelivered(): string[] {
    return this.messages.map(({ messageId }) => messageId).filter(id => !this.delivered.has(id));
  }

  public get recoveredAt(): number {
    return this.startedAt + Math.max(0, ...this.outages.map(({ from, seconds }) => from + seconds)) * 1000;
  }

  public async run(): Promise<void> {
    const queue = new NaiveFifoQueue([...this.messages], 60_000);
    for (let next = queue.nextVisibleAt; next !== undefined; next = queue.nextVisibleAt) {
      this.harness.time = Math.max(this.harness.time, next);
      const batches = [queue.receive(this.harness.time), queue.receive(this.harness.time), queue.receive(this.harness.time)];
      await Promise.all(batches.filter(({ length }) => length > 0).map(batch => this.invoke(batch, queue)));
      const { closedAt = 0 } = this.harness.circuitTable.item;
      this.closedLastAt = Math.max(this.closedLastAt, closedAt);
    }
  }

  private async invoke(batch: readonly QueuedMessage[], queue: NaiveFifoQueue): Promise<void> {
    const memory = this.memories[(this.order[this.turn++ % this.order.length] ?? 0) % ENVIRONMENTS];
    const hide = async (hidden: readonly HiddenMessage[]): Promise<readonly string[]> => {
      for (const { messageId, seconds } of hidden) batch.find(other => other.messageId === messageId)!.visibleAt = this.harness.time + seconds * 1000;
      return [];
    };
    const records = batch.map(message => record({ ...message, receivedAt: this.startedAt }));
    const failed = failuresOf(await this.harness.run(records, undefined, { memory, queue: { ...this.harness.ports.queue, hide } }));
    queue.delete(batch.map(({ messageId }) => messageId).filter(id => !failed.includes(id)));
  }

  private respond(messageId: string): TargetResult {
    this.checkAdmission(messageId);
    const second = (this.harness.time - this.startedAt) / 1000;
    const current = this.outages.find(({ from, seconds }) => second >= from && second < from + seconds);
    if (current === undefined) this.delivered.add(messageId);
    return current?.failure ?? DELIVERED;
  }

  /** While the circuit is open, only its prober sends, and one webhook; or an environment that cannot know yet. */
  private checkAdmission(messageId: string): void {
    const { openUntil, openedAt = 0, prober, probeUntil } = this.harness.circuitTable.item;
    if (openUntil === undefined || this.harness.time - openedAt < FRESH_MILLIS) return;
    const lease = `${prober} ${probeUntil}`;
    const sent = (this.probes.get(lease) ?? 0) + 1;
    this.probes.set(lease, sent);
    if (prober === undefined || sent > 1 || this.harness.time < openUntil) this.violations.push(`${messageId} at ${this.harness.time}, lease ${lease}`);
  }
}

describe('F28 P4 P5 whatever outages a target has', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 500, maxLength: 500 });
  const order = fc.array(fc.nat(ENVIRONMENTS - 1), { minLength: 20, maxLength: 20 });

  test('one request at most goes out per open time, no webhook is lost, and the circuit closes soon after it is back', async () => {
    await fc.assert(fc.asyncProperty(fc.array(outage, { minLength: 1, maxLength: 4 }), groups, order, async (outages, groupOf, environments) => {
      const simulation = new Simulation(outages, groupOf, environments);
      await simulation.run();
      expect(simulation.violations).toEqual([]);
      expect(simulation.undelivered).toEqual([]);
      expect(simulation.harness.deadLetters).toEqual([]);
      expect(simulation.harness.circuitTable.item.openUntil).toBeUndefined();
      expect(simulation.closedLastAt - simulation.recoveredAt).toBeLessThanOrEqual(LONGEST_OPEN_SECONDS * 1000 + LATE_MILLIS);
    }), { numRuns: 15, endOnFailure: true });
  }, 60_000);

  test('P3 webhooks that can never succeed do not starve the others', async () => {
    const simulation = new Simulation([], Array.from({ length: 300 }, (_, second) => second), [0]);
    const { respond } = simulation.harness.target;
    const poisoned = (messageId: string) => Number(messageId.slice(1)) % 3 === 0;
    simulation.harness.target.respond = (webhook, identity) => poisoned(identity.messageId) ? BROKEN : respond(webhook, identity);
    await simulation.run();
    expect(simulation.undelivered.every(poisoned)).toBe(true);
    expect(simulation.harness.count('CIRCUIT_OPENED')).toBe(0);
  });
});
