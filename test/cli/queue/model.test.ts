import fc from 'fast-check';
import { Queue, QueueEngine, QueueError } from '../../../cli/local/queue';
import { QueueProperties } from '../../../cli/local/queue/engine/queue-attributes';
import { ManualClock } from '../support/manual-clock';
import { message, receive } from './support/engine';
import { NaiveQueue } from './support/naive-queue';

const setting = fc.record({
  fifo: fc.boolean(),
  deduplicationPerGroup: fc.boolean(),
  visibilitySeconds: fc.constantFrom(0, 1, 30),
  retentionSeconds: fc.constantFrom(60, 86_400),
  delaySeconds: fc.constantFrom(0, 0, 5),
  maxReceives: fc.constantFrom(1, 2, 1_000),
});
type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

const seconds = fc.constantFrom(0, 1, 5, 30, 43_200);
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c'), content: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), limit: fc.integer({ min: 1, max: 10 }), seconds: fc.option(seconds, { nil: undefined }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), receipt: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change visibility' as const), receipt: fc.nat(9), seconds }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 4, 5, 25, 30, 270, 300, 40_000) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** Runs commands on the engine and on the model at once, and compares what they say. */
class Comparison {
  private readonly clock = new ManualClock();
  private readonly queue: Queue;
  private readonly deadLetterQueue: Queue;
  private readonly model: NaiveQueue;
  private readonly receipts: { id: string; handle: string }[] = [];

  constructor(private readonly given: Setting) {
    const engine = new QueueEngine({ clock: this.clock });
    const suffix = given.fifo ? '.fifo' : '';
    const kind: QueueProperties = given.fifo ? { FifoQueue: true } : {};
    const scope: QueueProperties = given.fifo ? { DeduplicationScope: given.deduplicationPerGroup ? 'messageGroup' : 'queue' } : {};
    this.deadLetterQueue = engine.createQueue(`dead${suffix}`, { ...kind, MessageRetentionPeriod: 1_209_600 });
    this.queue = engine.createQueue(`main${suffix}`, {
      ...kind,
      ...scope,
      VisibilityTimeout: given.visibilitySeconds,
      MessageRetentionPeriod: given.retentionSeconds,
      DelaySeconds: given.delaySeconds,
      RedrivePolicy: { deadLetterTargetArn: this.deadLetterQueue.arn, maxReceiveCount: given.maxReceives },
    });
    this.model = new NaiveQueue(given);
  }

  async run(next: Command): Promise<void> {
    switch (next.do) {
      case 'send': this.send(next.group, next.content); break;
      case 'receive': await this.receive(next.limit, next.seconds); break;
      case 'delete': this.delete(next.receipt); break;
      case 'change visibility': this.changeVisibility(next.receipt, next.seconds); break;
      case 'pass':
        this.clock.advance(next.seconds * 1000);
        this.model.pass(next.seconds);
        break;
    }
    expect(this.queue.counts).toEqual(this.model.counts());
  }

  private send(group: string, content: number): void {
    const key = this.given.deduplicationPerGroup ? `${group}/${content}` : String(content);
    const duplicateOf = this.model.duplicateOf(key);
    const { id } = this.queue.send(message('x', { groupId: group, deduplicationId: this.given.fifo ? String(content) : undefined }));
    if (duplicateOf) {
      expect(id).toBe(duplicateOf);
    } else {
      this.model.send(id, group, key);
    }
  }

  private async receive(limit: number, visibilitySeconds: number | undefined): Promise<void> {
    const received = await receive(this.queue, limit, visibilitySeconds);
    for (const { id } of this.deadLetterQueue.peek(Infinity)) {
      if (this.model.deadLettered.includes(id)) continue;
      expect(this.model.isExhausted(id)).toBe(true);
      expect(this.model.receivable().flat()).toContain(id);
      this.model.deadLetter(id);
    }
    this.expectAllowed(received.map(({ id }) => id), limit);
    for (const { id, receiptHandle, receiveCount } of received) {
      expect(this.model.isExhausted(id)).toBe(false);
      this.model.receive(id, receiptHandle, visibilitySeconds);
      expect(receiveCount).toBe(this.model.receives(id));
      this.receipts.push({ id, handle: receiptHandle });
    }
  }

  /** Which group comes first is open; within one, and how many in all, is not. */
  private expectAllowed(ids: readonly string[], limit: number): void {
    const receivable = this.model.receivable();
    expect(ids).toHaveLength(Math.min(limit, receivable.flat().length));
    let rest = [...ids];
    while (rest.length > 0) {
      const group = receivable.find(([first]) => first === rest[0]) ?? [];
      expect(rest.slice(0, group.length)).toEqual(group.slice(0, rest.length));
      rest = rest.slice(Math.max(1, group.length));
    }
  }

  private delete(receipt: number): void {
    const { id, handle } = this.pick(receipt);
    if (!handle) return;
    const refused = this.isRefused(() => this.queue.delete(handle));
    expect(refused).toBe(this.model.delete(id, handle) === 'refused');
  }

  private changeVisibility(receipt: number, newSeconds: number): void {
    const { id, handle } = this.pick(receipt);
    if (!handle) return;
    const refused = this.isRefused(() => this.queue.changeVisibility(handle, newSeconds));
    expect(refused).toBe(this.model.changeVisibility(id, handle, newSeconds) === 'refused');
  }

  /** One of the latest receipts. */
  private pick(receipt: number): { id: string; handle: string } {
    return this.receipts[this.receipts.length - 1 - receipt] ?? { id: '', handle: '' };
  }

  private isRefused(operation: () => void): boolean {
    try {
      operation();
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(QueueError);
      return true;
    }
  }
}

test('Whatever is done to it, a queue behaves as a naive model of the documentation says', async () => {
  await fc.assert(fc.asyncProperty(setting, fc.array(command, { maxLength: 80, size: 'max' }), async (given, commands) => {
    const comparison = new Comparison(given);
    for (const next of commands) await comparison.run(next);
  }), { numRuns: 1_000 });
});
