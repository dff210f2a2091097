import type { SQSRecord } from 'aws-lambda';
import type { OutageBackend } from './outage-backend';
import type { PassingTable } from './passing-table';
import type { VirtualClock } from './virtual-clock';
import type { Queue } from '../../../cli/local/queue';
import { forwardBatch } from '../../../lambda/forwarder/batch';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import { openInvocation, type Settings } from '../../../lambda/forwarder/invocation';
import type { Metrics } from '../../../lambda/forwarder/metrics';
import type { Ports } from '../../../lambda/forwarder/ports';
import { Harness } from '../../lambda/support/harness';
import { record } from '../../lambda/support/records';

type Received = Awaited<ReturnType<Queue['receive']>>[number];

const BATCH = 10;
const POLL_SECONDS = 20;
/** As the construct sets it for a target with a timeout of twenty seconds. */
const FUNCTION_TIMEOUT_MILLIS = 50_000;

const SETTINGS: Settings = {
  fifo: true,
  groupsInParallel: 1,
  retry: { initialDelaySeconds: 5, maxDelaySeconds: 3_600, maxAgeSeconds: 3 * 86_400 },
  circuitBreaker: { failuresInARow: 10, firstOpenSeconds: 30, longestOpenSeconds: 600 },
  attemptLog: { retentionSeconds: 30 * 86_400 },
  routes: { '/': {} },
};

export interface OutageParts {
  readonly clock: VirtualClock;
  readonly queue: Queue;
  readonly table: PassingTable;
  readonly backend: OutageBackend;
  readonly random: () => number;
}

/** The forwarder's module behind an event source mapping, in virtual time. */
export class OutageForwarder {
  invocations = 0;
  readonly counts = new Map<string, number>();
  private readonly ports: Ports;
  /** What idle execution environments remember. */
  private readonly idle: TargetMemory[] = [];
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(private readonly parts: OutageParts, private readonly concurrency: number) {
    const { clock, queue, table, backend, random } = parts;
    const unused = async (): Promise<never> => { throw new Error('nothing is given up here'); };
    this.ports = new Harness(SETTINGS, {
      now: () => clock.now(),
      random,
      stopwatch: { elapsed: () => clock.now(), wait: millis => clock.wait(millis) },
      target: backend,
      table,
      queue: {
        hide: async messages => messages.flatMap(({ receiptHandle, seconds }) => hide(queue, receiptHandle, seconds)),
        deadLetter: unused,
        quarantine: unused,
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      publish: metrics => this.count(metrics),
    }).ports;
  }

  async poll(): Promise<void> {
    const { queue } = this.parts;
    while (!this.stopped) {
      while (this.running.size >= this.concurrency) await Promise.race(this.running);
      const messages = await queue.receive({ maxMessages: BATCH, waitTimeSeconds: POLL_SECONDS });
      if (messages.length > 0) this.track(this.invoke(messages));
    }
    await Promise.all(this.running);
  }

  stop(): void {
    this.stopped = true;
  }

  private track(invocation: Promise<void>): void {
    this.running.add(invocation);
    void invocation.finally(() => this.running.delete(invocation));
  }

  private async invoke(messages: readonly Received[]): Promise<void> {
    const { clock, queue } = this.parts;
    const end = clock.now() + FUNCTION_TIMEOUT_MILLIS;
    const memory = this.idle.pop() ?? new TargetMemory();
    const context = { awsRequestId: `invocation-${this.invocations += 1}`, getRemainingTimeInMillis: () => end - clock.now() };
    const { batchItemFailures } = await forwardBatch(messages.map(recordOf), openInvocation({ ...this.ports, memory }, SETTINGS, context));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id, receiptHandle } of messages) if (!failed.has(id)) queue.delete(receiptHandle);
    this.idle.push(memory);
  }

  private count({ counts }: Metrics): void {
    for (const [name, value] of counts) this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }
}

function hide(queue: Queue, receiptHandle: string, seconds: number): string[] {
  try {
    queue.changeVisibility(receiptHandle, seconds);
    return [];
  } catch (error) {
    return [(error as Error).name];
  }
}

/** The place of a webhook in its group is its path. */
function recordOf({ id, receiptHandle, groupId = '', deduplicationId = '', receiveCount, sentAt }: Received): SQSRecord {
  const [, turn] = deduplicationId.split('/');
  return { ...record({ messageId: id, group: groupId, receiveCount, receivedAt: sentAt, route: '/', path: `/prod/${turn}`, body: '' }), receiptHandle };
}
