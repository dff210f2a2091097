import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Duration } from 'aws-cdk-lib';
import { SkippingClock } from './support/skipping-clock';
import { synthesize } from './support/synthesize';
import { Backend } from '../../cli/local/backend/backend';
import { LOCAL_CREDENTIALS } from '../../cli/local/credentials';
import { startLocalStack, type LocalStack } from '../../cli/local/stack';
import { CircuitBreaker, WebhookBuffer, WebhookTarget } from '../../src';
import { CIRCUIT_KEY } from '../../src/contract/attempt-table';

jest.setTimeout(120_000);

/** The watchdog comes each 1.5 seconds, and messages are hidden for as much less; the functions themselves go by the time of this machine. */
const PACE = 40;
const MINUTE = 60_000;
const KEY = { pk: { S: CIRCUIT_KEY.pk }, sk: { S: CIRCUIT_KEY.sk } };

let assembly: string;
let backend: Backend;
let stack: LocalStack;
let printed: string[];
let table: DynamoDBClient;

beforeEach(async () => {
  printed = [];
  backend = await Backend.start();
  assembly = synthesize(shop => new WebhookBuffer(shop, 'Orders', {
    target: WebhookTarget.http('https://orders.example.com/hooks'),
    circuitBreaker: CircuitBreaker.standard({ pauseAfter: Duration.minutes(5) }),
  }));
  stack = await startLocalStack({ assembly, backendUrl: backend.url, clock: new SkippingClock(PACE) });
  stack.events.on('log', ({ line }) => printed.push(line));
  table = new DynamoDBClient({ endpoint: stack.buffers[0].endpoints.dynamodbEndpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
});
afterEach(async () => {
  table.destroy();
  await stack.stop(0);
  await backend.stop();
  rmSync(assembly, { recursive: true });
});

async function post(): Promise<void> {
  const { status } = await fetch(stack.buffers[0].urls[0], { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect(status).toBe(200);
}

async function printedLine(message: string): Promise<void> {
  while (!printed.some(line => line.includes(`"${message}"`))) await wait(20);
}

/** The circuit has been open for long already, and is for so much longer. */
async function outage(millisLeft: number): Promise<void> {
  const Item = { ...KEY, openedAt: { N: String(Date.now() - 10 * MINUTE) }, openUntil: { N: String(Date.now() + millisLeft) } };
  await table.send(new PutItemCommand({ TableName: stack.buffers[0].tableName, Item }));
}

test('P5: a long outage pauses the poller, webhooks go on being accepted, and all arrive once it is resumed', async () => {
  await outage(10 * MINUTE);
  await printedLine('buffer_paused');
  await Promise.all([post(), post(), post()]);
  while (stack.buffers[0].eventSourceState !== 'Disabled') await wait(20);
  expect(backend.requests).toEqual([]);
  // The time is over.
  await outage(-MINUTE);
  await printedLine('buffer_resumed');
  while (backend.requests.length < 3) await wait(20);
  await printedLine('circuit_closed');
});

test('P5: the poller is resumed where the circuit\'s item is deleted by hand', async () => {
  await outage(10 * MINUTE);
  await printedLine('buffer_paused');
  await table.send(new DeleteItemCommand({ TableName: stack.buffers[0].tableName, Key: KEY }));
  await printedLine('buffer_resumed');
  await post();
  while (backend.requests.length < 1) await wait(20);
});
