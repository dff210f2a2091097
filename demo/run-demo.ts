import { once } from 'node:events';
import { join } from 'node:path';
import type { SingleBar } from 'cli-progress';
import { Observer } from './observer';
import { OrderService } from './order-service';
import { resultOf, type DemoResult } from './result';
import { sendAll } from './senders';
import { gitHubWebhooks, mostOfOneRepository, type GitHubWebhook } from './webhooks';
import { withTemporaryDirectory } from '../cli/commands/temporary-directory';
import { synthesize } from '../cli/local/assembly/synthesize';
import type { LocalBuffer } from '../cli/local/local-buffer';
import { startLocalStack, type LocalStack } from '../cli/local/stack';
import { progressBar } from '../tools/progress-bar';

export interface DemoOptions {
  readonly senders: number;
  readonly keep: boolean;
  /** For everything but the result. */
  readonly output: NodeJS.WriteStream;
  readonly onResult: (result: DemoResult) => void;
}

const EXAMPLE = join(__dirname, '..', 'examples', 'typescript', 'github-orders');
const APP = 'npx tsx --tsconfig ../../../tsconfig.dev.json app.ts';
const SECRET = 'what GitHub and the order service share';
/** In the example: Throttle.concurrency(5). */
const CONCURRENCY_LIMIT = 5;
const LATENCY_MILLIS = 40;
const OUTAGE = { after: 100, refusedMillis: 2_000, unavailableMillis: 1_500 };
const LONGEST_DELIVERY_MILLIS = 50_000;

export function runDemo(options: DemoOptions): Promise<DemoResult> {
  return withTemporaryDirectory(assembly => run(assembly, options));
}

async function run(assembly: string, options: DemoOptions): Promise<DemoResult> {
  const orders = await OrderService.start(SECRET, LATENCY_MILLIS, OUTAGE);
  let stack: LocalStack | undefined;
  try {
    say(options, 'Synthesizing examples/typescript/github-orders …');
    await synthesize(APP, assembly, EXAMPLE);
    stack = await startLocalStack({ assembly, backendUrl: orders.backend.url, backendGauge: orders.backend, console: options.keep });
    if (options.keep) say(options, `The console page: ${stack.consoleUrl}`);
    const result = await deliverAll(stack, orders, options);
    options.onResult(result);
    if (options.keep) await untilInterrupted(stack, options);
    return result;
  } finally {
    await stack?.stop(1_000);
    await orders.backend.stop();
  }
}

async function deliverAll(stack: LocalStack, orders: OrderService, options: DemoOptions): Promise<DemoResult> {
  const [buffer] = stack.buffers;
  if (buffer === undefined) throw new Error('the example app has no buffer');
  const observer = new Observer(stack.events, buffer);
  const webhooks = await gitHubWebhooks(SECRET);
  introduce(buffer, webhooks, options);
  const startedAt = Date.now();
  const bar = startBar(webhooks.length, orders, options);
  const sending = await sendAll(buffer.urls[0] ?? '', webhooks, options.senders);
  await stack.drain(LONGEST_DELIVERY_MILLIS);
  bar.update(orders.delivered);
  bar.stop();
  await orders.checked();
  return resultOf({
    ...await observer.observations(),
    sent: webhooks.length,
    sending,
    handled: orders.handled,
    signatureFailures: orders.signatureFailures,
    maxConcurrency: orders.backend.highestConcurrency,
    concurrencyLimit: CONCURRENCY_LIMIT,
    outageSeen: orders.outageSeen,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  });
}

function introduce(buffer: LocalBuffer, webhooks: readonly GitHubWebhook[], options: DemoOptions): void {
  const { refusedMillis, unavailableMillis } = OUTAGE;
  say(options, [
    `GitHub posts to ${buffer.urls[0]}: ${webhooks.length} webhooks, ${options.senders} senders.`,
    `The order service takes ${LATENCY_MILLIS} ms a webhook and bears ${CONCURRENCY_LIMIT} at once. In the middle it refuses connections for`
    + ` ${refusedMillis / 1000} s, then answers 503 for ${unavailableMillis / 1000} s.`,
    `Webhooks of one repository go in order, one at a time: ${mostOfOneRepository(webhooks)} of them are of the same.`,
    '',
  ].join('\n'));
}

function startBar(total: number, orders: OrderService, { output }: DemoOptions): SingleBar {
  const bar = progressBar({ text: 'delivered, {concurrency} at once  {state}', stream: output, lineMillis: 2_000 });
  const payload = () => ({ concurrency: orders.backend.concurrency, state: orders.state });
  bar.start(total, 0, payload());
  const timer = setInterval(() => bar.update(orders.delivered, payload()), 100);
  bar.once('stop', () => {
    clearInterval(timer);
  });
  return bar;
}

async function untilInterrupted(stack: LocalStack, options: DemoOptions): Promise<void> {
  say(options, `\nStill running. The console page: ${stack.consoleUrl}\nCtrl-C ends it.`);
  process.removeAllListeners('SIGINT'); // which would end the program before it has stopped what it started
  await once(process, 'SIGINT');
}

function say({ output }: DemoOptions, text: string): void {
  output.write(`${text}\n`);
}
