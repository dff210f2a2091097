import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ChangeMessageVisibilityBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Duration } from 'aws-cdk-lib';
import { FaultyBackend } from './faulty-backend';
import { Injector } from './injector';
import { Ledger } from './ledger';
import type { Leak, Observations } from './observations';
import type { Plan } from './plan';
import { plantedIn } from './planted';
import { QueueFaults } from './queue-faults';
import { TableFaults } from './table-faults';
import { difference, PLANTED_ANSWER, webhook } from './webhooks';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../cli/local/assembly/local-account';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import { QueueEngine, startQueueServer } from '../../../cli/local/queue';
import type { LocalStack } from '../../../cli/local/stack';
import { startTableEngine } from '../../../cli/local/table/table-engine';
import { MessageDeduplication, MessageGrouping, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget } from '../../../src';
import { DEAD_LETTER_ATTRIBUTES } from '../../../src/contract/dead-letter';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../../src/contract/log-lines';
import { tapAnswers } from '../support/answer-tap';
import { AwsProxy } from '../support/aws-proxy';
import { AttemptTableReader, attemptsIn, headsIn, messagesIn, takeAll, type StoredAttempt } from '../support/observe';
import { SkippingClock } from '../support/skipping-clock';
import { startSkippingStack } from '../support/skipping-stack';
import { synthesize } from '../support/synthesize';

/** Four invocations of two groups each. */
const CONCURRENCY = 8;
const GROUPS_IN_PARALLEL = 2;
/** The visibility timeout of 36 seconds takes 12; the forwarder ends after 6. */
const PACE = 3;
const REFUSAL_MILLIS = 150;
const BETWEEN_REFUSALS_MILLIS = 4_000;

/** A buffer with faults all around it. */
export class CampaignRun {
  static async start(plan: Plan, groups: number): Promise<CampaignRun> {
    const run = new CampaignRun(plan, groups);
    try {
      await run.startAll();
      return run;
    } catch (error) {
      await run.stop();
      throw error;
    }
  }

  readonly ledger = new Ledger();
  private readonly injector: Injector;
  private readonly leaks: Leak[] = [];
  /** Ends what was started, latest first. */
  private readonly ends: Array<() => unknown> = [];
  private stack?: LocalStack;
  private backend?: FaultyBackend;
  private tableEndpoint = '';
  private saboteur?: SQSClient;

  private constructor(private readonly plan: Plan, groups: number) {
    this.injector = new Injector({
      plan,
      ledger: this.ledger,
      expose: receiptHandles => void this.expose(receiptHandles),
      compare: (number, incoming, body) => difference(webhook(number, groups), incoming, body),
    });
  }

  get url(): string {
    return this.buffer.urls[0];
  }

  /** Waits until the queue is empty, but no longer than given. */
  async drain(timeoutMillis: number): Promise<void> {
    await this.stack?.drain(timeoutMillis);
  }

  async observations(sent: number): Promise<Observations> {
    const reader = new AttemptTableReader(this.buffer.tableName, this.tableEndpoint);
    const items = await reader.items();
    reader.close();
    const found = items.flatMap(item => plantedIn(JSON.stringify(item)).map(what => ({ what, where: `the item ${item.pk} ${item.sk}` })));
    const deadLetters = await takeAll(this.buffer.deadLetterQueueUrl, this.buffer);
    return {
      sent,
      ledger: this.ledger,
      concurrencyLimit: CONCURRENCY,
      highestConcurrency: this.backend?.highestConcurrency ?? 0,
      attempts: withPrinted(attemptsIn(items), this.ledger.printed),
      heads: headsIn(items),
      deadLettered: deadLetters.map(({ MessageAttributes = {}, MessageId = '' }) => MessageAttributes[DEAD_LETTER_ATTRIBUTES.MESSAGE_ID]?.StringValue ?? MessageId),
      left: await messagesIn(this.buffer.queueUrl, this.buffer),
      leaks: [...this.leaks, ...found],
    };
  }

  async stop(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private get buffer() {
    const buffer = this.stack?.buffers[0];
    if (buffer === undefined) throw new Error('the app has no buffer');
    return buffer;
  }

  private async startAll(): Promise<void> {
    const clock = new SkippingClock(PACE);
    const engine = new QueueEngine({ account: LOCAL_ACCOUNT, region: LOCAL_REGION, clock });
    const dynamodbEndpoint = await this.startTable();
    const sqsEndpoint = await this.startQueues(engine);
    const backend = await FaultyBackend.start(this.injector, PLANTED_ANSWER);
    this.backend = backend;
    this.ends.push(() => backend.stop(), tapAnswers(requestId => this.injector.onAnswer(requestId)), this.refuseNowAndThen(backend));
    const assembly = synthesizeBuffer();
    this.ends.push(() => rmSync(assembly, { recursive: true }));
    const { stack, stop } = await startSkippingStack({
      ...{ assembly, dynamodbEndpoint, sqsEndpoint, backendUrl: backend.url },
      onInvoke: invocation => this.injector.onInvoke(invocation),
    }, { clock, queues: () => engine.listQueues() });
    this.ends.push(stop);
    this.stack = stack;
    stack.events.on('log', ({ line }) => this.read(line));
    stack.events.on('invocation', ({ requestId, outcome }) => this.injector.onEnd(requestId, outcome));
  }

  private async startTable(): Promise<string> {
    const tables = await startTableEngine();
    this.ends.push(() => tables.stop());
    this.tableEndpoint = tables.endpoint;
    const proxy = await AwsProxy.start(tables.endpoint, new TableFaults(this.plan, this.ledger, this.injector));
    this.ends.push(() => proxy.stop());
    return proxy.endpoint;
  }

  private async startQueues(engine: QueueEngine): Promise<string> {
    const server = await startQueueServer({ engine });
    this.ends.push(() => server.close());
    const saboteur = new SQSClient({ endpoint: server.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
    this.saboteur = saboteur;
    this.ends.push(() => saboteur.destroy());
    const observer = new QueueFaults(this.plan, this.ledger, this.injector, receiptHandle => this.injector.messageOf(receiptHandle));
    const proxy = await AwsProxy.start(server.endpoint, observer);
    this.ends.push(() => proxy.stop());
    return proxy.endpoint;
  }

  /** As if the visibility timeout of what was received had run out. */
  private async expose(receiptHandles: readonly string[]): Promise<void> {
    const QueueUrl = new URL(new URL(this.buffer.queueUrl).pathname, await this.saboteur?.config.endpoint?.().then(({ hostname, port }) => `http://${hostname}:${port}`)).href;
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await this.saboteur?.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }

  private refuseNowAndThen(backend: FaultyBackend): () => Promise<void> {
    const stopping = new AbortController();
    const refusing = (async () => {
      while (!stopping.signal.aborted) {
        await wait(BETWEEN_REFUSALS_MILLIS, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        this.ledger.inject('backend.refused', []);
        await backend.refuse(REFUSAL_MILLIS);
      }
    })();
    return async () => {
      stopping.abort();
      await refusing;
    };
  }

  private read(line: string): void {
    this.leaks.push(...plantedIn(line).map(what => ({ what, where: `the line ${line.slice(0, 200)}` })));
    if (!line.includes(ATTEMPT_LOG_FALLBACK_MESSAGE)) return;
    const { item } = JSON.parse(line) as { readonly item: StoredAttempt };
    this.ledger.printed.push(item);
    this.ledger.note([item.messageId], `printed: attempt of ${item.lambdaRequestId.slice(0, 8)} ${item.status}`);
    const attempt = this.ledger.attempt(item.messageId, item.lambdaRequestId, item.sk);
    if (item.status !== 'STARTED' && item.status !== 'UNKNOWN') attempt.status = item.status;
  }
}

/** What was printed counts where the table has no end of the attempt. */
function withPrinted(stored: readonly StoredAttempt[], printed: readonly StoredAttempt[]): StoredAttempt[] {
  const rows = new Map(stored.map(row => [`${row.messageId} ${row.sk}`, row]));
  for (const row of printed) {
    const key = `${row.messageId} ${row.sk}`;
    const known = rows.get(key);
    if (known === undefined || known.status === 'STARTED' || known.status === 'UNKNOWN') rows.set(key, known?.status === 'UNKNOWN' && row.status === 'STARTED' ? known : row);
  }
  return [...rows.values()];
}

function synthesizeBuffer(): string {
  return synthesize(stack => {
    new WebhookBuffer(stack, 'Orders', {
      target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.millis(400) }),
      throttle: Throttle.concurrency(CONCURRENCY, { groupsInParallel: GROUPS_IN_PARALLEL }),
      grouping: MessageGrouping.header('X-Group'),
      deduplication: MessageDeduplication.header('X-Delivery'),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxDelay: Duration.seconds(4), maxAttempts: 6 }),
      forwarderTimeout: Duration.seconds(6),
    });
  });
}
