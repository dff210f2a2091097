import { randomUUID } from 'node:crypto';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../clock';
import type { InvocationEvent } from '../events';
import { failedMessageIds } from './batch-response';
import type { EventSourceMapping } from './event-source-mapping';
import { splitByPayload, toRecord } from './sqs-event';
import type { InvocationResult } from '../runtime/execution-environment';

export interface PollerOptions {
  readonly mapping: EventSourceMapping;
  readonly queueUrl: string;
  /** How long a message that was received stays hidden. */
  readonly visibilityTimeoutSeconds: number;
  readonly sqs: SQSClient;
  readonly clock: Clock;
  readonly invoke: (payload: string, requestId: string) => Promise<InvocationResult>;
  readonly onInvocation: (report: Omit<InvocationEvent, 'buffer'>) => void;
  readonly onError: (message: string) => void;
}

const LONG_POLL_SECONDS = 20;
const PAUSE_MILLIS = 1000;

/** Lambda's limit for the event of an invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1_048_576;

/**
 * The event source mapping of a queue: receives batches, hands each to the function, and deletes what succeeded. What failed stays
 * on the queue until its visibility timeout runs out, unless the function changed that.
 *
 * On a FIFO queue no more invocations run than there are groups with messages, since the queue locks the groups of a batch.
 */
export class Poller {
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private enabled: boolean;
  private polling = false;
  private wake?: () => void;

  constructor(private readonly options: PollerOptions) {
    this.enabled = options.mapping.enabled;
  }

  /** Number of batches that are being worked on. */
  get active(): number {
    return this.running.size;
  }

  start(): void {
    this.loop = this.poll();
  }

  /** While it is disabled nothing is received, but for what was asked for before. */
  get state(): 'Enabled' | 'Disabling' | 'Disabled' {
    if (this.enabled) return 'Enabled';
    return this.polling ? 'Disabling' : 'Disabled';
  }

  setEnabled(enabled: boolean): void {
    this.enabled = enabled;
    this.wake?.();
  }

  /** Receives no more, and waits for the invocations that run, but no longer than given. */
  async stop(graceMillis: number): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    const ended = this.loop.then(() => Promise.all(this.running));
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise(resolve => {
      timer = setTimeout(resolve, graceMillis);
    });
    await Promise.race([ended, grace]);
    clearTimeout(timer);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async poll(): Promise<void> {
    while (!this.stopped) {
      if (!this.enabled) await new Promise<void>(resolve => { this.wake = resolve; });
      if (!this.enabled) continue;
      this.polling = true;
      const records = await this.receive();
      this.polling = false;
      if (records.length > 0) this.track(this.process(records));
      while (this.running.size >= this.options.mapping.maximumConcurrency) await Promise.race(this.running);
    }
  }

  private track(batch: Promise<void>): void {
    const settled = batch.catch((error: Error) => this.options.onError(error.message)).finally(() => this.running.delete(settled));
    this.running.add(settled);
  }

  private async receive(): Promise<SQSRecord[]> {
    const { sqs, queueUrl, mapping } = this.options;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: mapping.batchSize,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      const { Messages = [] } = await sqs.send(command, { abortSignal: this.stopping.signal });
      return Messages.map(message => toRecord(message, mapping.queueArn));
    } catch (error) {
      if (this.stopped) return [];
      this.options.onError(`Cannot receive from ${queueUrl}: ${(error as Error).message}`);
      await this.pause();
      return [];
    }
  }

  /** Hands what was received to the function, in several invocations where it is too large for one. */
  private async process(records: readonly SQSRecord[]): Promise<void> {
    const hiddenUntil = this.options.clock.now() + this.options.visibilityTimeoutSeconds * 1000;
    const fifo = this.options.mapping.queueArn.endsWith('.fifo');
    const blocked = new Set<string | undefined>();
    for (const batch of splitByPayload(records, MAX_PAYLOAD_BYTES)) {
      const deliverable = batch.filter(record => !blocked.has(record.attributes.MessageGroupId));
      if (deliverable.length === 0) continue;
      const failed = await this.invoke(deliverable, hiddenUntil);
      await this.delete(deliverable.filter(record => !failed.has(record.messageId)));
      const failedRecords = deliverable.filter(record => failed.has(record.messageId));
      if (fifo) failedRecords.forEach(record => blocked.add(record.attributes.MessageGroupId));
    }
  }

  /** Invokes the function; the ids of the messages that failed. */
  private async invoke(records: readonly SQSRecord[], hiddenUntil: number): Promise<ReadonlySet<string>> {
    const requestId = randomUUID();
    const ids = records.map(record => record.messageId);
    const at = this.options.clock.now();
    const result = await this.invokeUnlessThrottled(JSON.stringify({ Records: records }), requestId, hiddenUntil);
    const failed = this.failures(result, ids);
    this.options.onInvocation({
      at,
      requestId,
      records: records.length,
      durationMillis: this.options.clock.now() - at,
      outcome: result.outcome === 'succeeded' && failed.size > 0 ? 'partly failed' : result.outcome,
      ...'error' in result && { error: result.error },
    });
    return failed;
  }

  /** A throttled invocation is tried again for as long as the batch is hidden; then its messages return, one receive richer. */
  private async invokeUnlessThrottled(payload: string, requestId: string, hiddenUntil: number): Promise<InvocationResult> {
    for (;;) {
      const result = await this.options.invoke(payload, requestId);
      if (result.outcome !== 'throttled' || this.stopped || this.options.clock.now() + PAUSE_MILLIS >= hiddenUntil) return result;
      await this.pause();
    }
  }

  private failures(result: InvocationResult, ids: readonly string[]): ReadonlySet<string> {
    if (result.outcome !== 'succeeded') return new Set(ids);
    return this.options.mapping.reportBatchItemFailures ? failedMessageIds(result.payload, ids) : new Set();
  }

  private async delete(records: readonly SQSRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { sqs, queueUrl, onError } = this.options;
    const Entries = records.map(({ messageId, receiptHandle }) => ({ Id: messageId, ReceiptHandle: receiptHandle }));
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id, Message } of Failed) onError(`Cannot delete message ${Id} from ${queueUrl}: ${Message}`);
  }

  private pause(): Promise<void> {
    return new Promise(resolve => {
      const { signal } = this.stopping;
      const finish = (): void => {
        cancel();
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const cancel = this.options.clock.after(PAUSE_MILLIS, finish);
      signal.addEventListener('abort', finish);
    });
  }
}
