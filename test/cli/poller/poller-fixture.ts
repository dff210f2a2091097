import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import type { InvocationEvent } from '../../../cli/local/events';
import type { EventSourceMapping } from '../../../cli/local/poller/event-source-mapping';
import { Poller } from '../../../cli/local/poller/poller';
import { QueueEngine, startQueueServer, type QueueServer } from '../../../cli/local/queue';
import type { InvocationResult } from '../../../cli/local/runtime/execution-environment';
import { ManualClock } from '../support/manual-clock';

export type Handle = (event: SQSEvent, requestId: string) => InvocationResult | Promise<InvocationResult>;

export const succeed = (answer: unknown = {}): InvocationResult => ({ outcome: 'succeeded', payload: JSON.stringify(answer) });
export const failing = (...messageIds: string[]): InvocationResult =>
  succeed({ batchItemFailures: messageIds.map(itemIdentifier => ({ itemIdentifier })) });

/** A queue on a real queue server, and a poller that hands what it receives to a function of the test. */
export class PollerFixture {
  static async start(handle: Handle, mapping: Partial<EventSourceMapping> = {}): Promise<PollerFixture> {
    const clock = new ManualClock();
    const server = await startQueueServer({ engine: new QueueEngine({ clock }) });
    const fixture = new PollerFixture(clock, server, handle, mapping);
    await fixture.createQueue();
    return fixture;
  }

  readonly events: SQSEvent[] = [];
  readonly reports: Array<Omit<InvocationEvent, 'buffer'>> = [];
  readonly errors: string[] = [];
  readonly poller: Poller;
  readonly queueUrl: string;
  private readonly sqs: SQSClient;
  private readonly queueName: string;

  private constructor(readonly clock: ManualClock, private readonly server: QueueServer, handle: Handle, mapping: Partial<EventSourceMapping>) {
    const queueArn = mapping.queueArn ?? 'arn:aws:sqs:us-east-1:000000000000:orders.fifo';
    this.queueName = queueArn.split(':').at(-1) ?? '';
    this.queueUrl = `${server.endpoint}/000000000000/${this.queueName}`;
    this.sqs = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 });
    this.poller = new Poller({
      mapping: { enabled: true, batchSize: 10, maximumConcurrency: 2, reportBatchItemFailures: true, ...mapping, queueArn },
      queueUrl: this.queueUrl,
      visibilityTimeoutSeconds: 60,
      sqs: this.sqs,
      clock,
      invoke: async (payload, requestId) => {
        const event = JSON.parse(payload) as SQSEvent;
        this.events.push(event);
        return handle(event, requestId);
      },
      onInvocation: report => this.reports.push(report),
      onError: message => this.errors.push(message),
    });
  }

  get bodies(): string[][] {
    return this.events.map(event => event.Records.map(record => record.body));
  }

  async send(group: string, ...bodies: string[]): Promise<void> {
    const fifo = this.queueName.endsWith('.fifo');
    for (const MessageBody of bodies) {
      await this.sqs.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody, ...fifo && { MessageGroupId: group, MessageDeduplicationId: `${group}-${MessageBody.slice(0, 50)}` } }));
    }
  }

  /** Messages on the queue: those that can be received, and those that are hidden. */
  async counts(): Promise<[visible: number, hidden: number]> {
    const { Attributes } = await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.queueUrl, AttributeNames: ['All'] }));
    return [Number(Attributes?.ApproximateNumberOfMessages), Number(Attributes?.ApproximateNumberOfMessagesNotVisible)];
  }

  /** Waits until that many invocations ended, and what came of them is done. */
  async invocations(count: number): Promise<void> {
    while (this.reports.length < count || this.poller.active > 0) await new Promise(resolve => setTimeout(resolve, 5));
  }

  async stopServer(): Promise<void> {
    await this.server.close();
  }

  async stop(): Promise<void> {
    await this.poller.stop(1000);
    this.sqs.destroy();
    await this.server.close().catch(() => {});
  }

  private async createQueue(): Promise<void> {
    const fifo = this.queueName.endsWith('.fifo') && { FifoQueue: 'true' };
    await this.sqs.send(new CreateQueueCommand({ QueueName: this.queueName, Attributes: { VisibilityTimeout: '60', ...fifo } }));
  }
}
