import { rmSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { FaultInjector } from './fault-injector';
import { Ledger } from './ledger';
import type { Observations } from './observations';
import { startTableProxy } from './table-proxy';
import { Backend } from '../../../cli/local/backend/backend';
import type { LocalStack } from '../../../cli/local/stack';
import { startTableEngine } from '../../../cli/local/table/table-engine';
import { MessageGrouping, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget } from '../../../src';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../../src/contract/log-lines';
import { tapAnswers } from '../support/answer-tap';
import { AttemptTableReader, attemptsIn, headsIn, messagesIn, type StoredAttempt } from '../support/observe';
import { SkippingClock } from '../support/skipping-clock';
import { startSkippingStack } from '../support/skipping-stack';
import { synthesize } from '../support/synthesize';

/** Three invocations of two groups each. */
const CONCURRENCY = 6;
const GROUPS_IN_PARALLEL = 2;
/** The visibility timeout of 24 seconds takes 8; the forwarder ends after 4. */
const PACE = 3;

/** A buffer between a table and a backend that faults are injected at. */
export class KillRun {
  static async start(seed: number): Promise<KillRun> {
    const run = new KillRun(seed);
    try {
      await run.startAll();
      return run;
    } catch (error) {
      await run.stop();
      throw error;
    }
  }

  readonly ledger = new Ledger();
  private readonly injector: FaultInjector;
  private readonly outcomes = new Map<string, string>();
  /** Ends what was started, latest first. */
  private readonly ends: Array<() => unknown> = [];
  private stack?: LocalStack;
  private backend?: Backend;
  private tableEndpoint = '';

  private constructor(seed: number) {
    this.injector = new FaultInjector(seed, this.ledger);
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
    return {
      sent,
      ledger: this.ledger,
      concurrencyLimit: CONCURRENCY,
      highestConcurrency: this.backend?.highestConcurrency ?? 0,
      attempts: withFallbacks(attemptsIn(items), this.ledger.fallbacks),
      heads: headsIn(items),
      outcomes: this.outcomes,
      inQueue: await messagesIn(this.buffer.queueUrl, this.buffer),
      deadLettered: await messagesIn(this.buffer.deadLetterQueueUrl, this.buffer),
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
    const tables = await startTableEngine();
    this.ends.push(() => tables.stop());
    this.tableEndpoint = tables.endpoint;
    const proxy = await startTableProxy(tables.endpoint, this.injector);
    this.ends.push(() => proxy.stop());
    const backend = await Backend.start({ behaviour: request => this.injector.onRequest(request, backend.concurrency) });
    this.backend = backend;
    this.ends.push(() => backend.stop(), tapAnswers(requestId => this.injector.onAnswer(requestId)));
    const assembly = synthesizeBuffer();
    this.ends.push(() => rmSync(assembly, { recursive: true }));
    const { stack, stop } = await startSkippingStack({
      assembly,
      dynamodbEndpoint: proxy.endpoint,
      backendUrl: backend.url,
      onInvoke: invocation => this.injector.onInvoke(invocation),
    }, { clock: new SkippingClock(PACE) });
    this.ends.push(stop);
    this.stack = stack;
    stack.events.on('accepted', ({ messageId, group, sequenceNumber = '' }) => this.ledger.accepted.push({ messageId, group, sequenceNumber }));
    stack.events.on('log', ({ line }) => {
      const item = fallbackIn(line);
      if (item) this.injector.onFallback(item);
    });
    stack.events.on('invocation', ({ requestId, outcome }) => this.outcomes.set(requestId, outcome));
  }
}

/** The end of an attempt that is printed, as the table did not confirm it in time. */
function fallbackIn(line: string): StoredAttempt | undefined {
  if (!line.includes(ATTEMPT_LOG_FALLBACK_MESSAGE)) return undefined;
  const { item } = JSON.parse(line) as { readonly item: StoredAttempt };
  return item.status === 'STARTED' ? undefined : item;
}

/** What was printed counts where the table has no end of the attempt. */
function withFallbacks(stored: readonly StoredAttempt[], fallbacks: readonly StoredAttempt[]): StoredAttempt[] {
  const key = ({ messageId, sk }: StoredAttempt) => `${messageId} ${sk}`;
  const ended = new Set(stored.filter(({ status }) => status !== 'STARTED').map(key));
  const printed = new Map(fallbacks.filter(attempt => !ended.has(key(attempt))).map(attempt => [key(attempt), attempt]));
  return [...stored.filter(attempt => !printed.has(key(attempt))), ...printed.values()];
}

function synthesizeBuffer(): string {
  return synthesize(stack => {
    new WebhookBuffer(stack, 'Orders', {
      target: WebhookTarget.http('https://orders.example.com', { timeout: Duration.millis(500) }),
      throttle: Throttle.concurrency(CONCURRENCY, { groupsInParallel: GROUPS_IN_PARALLEL }),
      grouping: MessageGrouping.header('X-Group'),
      retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxDelay: Duration.seconds(2) }),
      // As short as one attempt allows: so long, six times over, a group waits after a crash.
      forwarderTimeout: Duration.seconds(4),
    });
  });
}
