import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Duration } from 'aws-cdk-lib';
import { AttemptTableReader } from './support/observe';
import { synthesize } from './support/synthesize';
import { Backend, type BackendRequest } from '../../cli/local/backend/backend';
import type { RunningInvocation } from '../../cli/local/runtime/lambda-function';
import { startLocalStack, type LocalStack } from '../../cli/local/stack';
import { CircuitBreaker, RetryPolicy, Throttle, WebhookBuffer, WebhookTarget } from '../../src';
import type { CircuitOpenedLogLine } from '../../src/contract/log-lines';

jest.setTimeout(90_000);

const OPEN_TIME = Duration.seconds(5);
const TIMEOUT = Duration.seconds(4);
const PROBE_MILLIS = 2_500;
const HELD = 30;

let assembly: string;
let backend: Backend;
let stack: LocalStack;
let printed: string[];
/** Invocations that run, the latest last. */
let invocations: RunningInvocation[];

/** Ten invocations at once, none of which knows what the others do. */
beforeEach(async () => {
  [printed, invocations] = [[], []];
  backend = await Backend.start();
  assembly = synthesize(shop => new WebhookBuffer(shop, 'Orders', {
    target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: TIMEOUT }),
    throttle: Throttle.concurrency(10),
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.minutes(2) }),
    circuitBreaker: CircuitBreaker.standard({ failuresInARow: 3, firstOpenTime: OPEN_TIME, longestOpenTime: OPEN_TIME }),
  }));
  stack = await startLocalStack({ assembly, backendUrl: backend.url, onInvoke: invocation => { invocations.push(invocation); } });
  stack.events.on('log', ({ line }) => printed.push(line));
});
afterEach(async () => {
  await stack.stop(0);
  await backend.stop();
  rmSync(assembly, { recursive: true });
});

async function post(name: string): Promise<void> {
  const { status } = await fetch(stack.buffers[0].urls[0] + name, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect(status).toBe(200);
}

const requestsAt = (name: string): BackendRequest[] => backend.requests.filter(({ url }) => url.startsWith(`/hooks/${name}`));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

/** Webhooks fail one after another until that is enough; the time until which none is sent then. */
async function openCircuit(): Promise<number> {
  backend.setBehaviour(() => ({ status: 500 }));
  for (let number = 0; !printed.some(line => line.includes('"circuit_opened"')); number += 1) {
    await post(`failing/${number}`);
    await until(() => requestsAt(`failing/${number}`).length > 0);
    await wait(100);
  }
  expect(requestsAt('failing').length).toBeGreaterThanOrEqual(3);
  // Within two seconds the other environments know.
  await wait(2_000);
  const [opened] = printed.filter(line => line.includes('"circuit_opened"'));
  return Date.parse((JSON.parse(opened) as CircuitOpenedLogLine).openUntil);
}

async function postMany(): Promise<void> {
  await Promise.all(Array.from({ length: HELD }, (_, number) => post(`held/${number}`)));
}

async function expectOneAttemptEach(): Promise<void> {
  const { tableName, endpoints } = stack.buffers[0];
  const table = new AttemptTableReader(tableName, endpoints.dynamodbEndpoint);
  const attempts = (await table.attempts()).filter(({ path }) => path.startsWith('/held'));
  table.close();
  expect(attempts.map(({ status }) => status)).toEqual(Array<string>(HELD).fill('DELIVERED'));
}

test('F28: no request goes out while the circuit is open, then a single one, and all of them once that was taken', async () => {
  const openUntil = await openCircuit();
  // While the first is on its way, all others come back.
  backend.setBehaviour(() => ({ delayMillis: requestsAt('held').length === 1 ? PROBE_MILLIS : 0 }));
  await postMany();
  await until(() => requestsAt('held').length === HELD);
  const [first, second] = requestsAt('held');
  expect(first.at).toBeGreaterThanOrEqual(openUntil);
  expect(second.at - first.at).toBeGreaterThanOrEqual(PROBE_MILLIS);
  await until(() => stack.buffers[0].activeInvocations === 0);
  await expectOneAttemptEach();
});

test('F28: a prober that is killed is followed by another once its lease is over', async () => {
  await openCircuit();
  backend.setBehaviour(() => ({ action: 'hang' }));
  await postMany();
  await until(() => requestsAt('held').length === 1);
  for (const invocation of invocations) invocation.kill();
  backend.setBehaviour(() => ({}));
  await until(() => printed.some(line => line.includes('"circuit_closed"')));
  const [first, second] = requestsAt('held');
  // The longest attempt and five seconds, less what the first took from its lease to the backend.
  expect(second.at - first.at).toBeGreaterThanOrEqual(TIMEOUT.toMilliseconds() + 4_000);
});
