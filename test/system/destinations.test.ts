import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, LambdaDestination, SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AttemptTableReader, receiveAll } from './support/observe';
import { startSkippingStack, type SkippingStack } from './support/skipping-stack';
import { synthesize } from './support/synthesize';
import { Backend } from '../../cli/local/backend/backend';
import type { LocalBuffer } from '../../cli/local/local-buffer';
import type { ServiceServer } from '../../cli/local/services/service-server';
import { DestinationDelivery, ExhaustedAction, MessageGrouping, WebhookBuffer, WebhookTarget, type WebhookBufferProps } from '../../src';
import { ANNOUNCEMENT_EVENT, type Announcement } from '../../src/contract/announcement';

jest.setTimeout(120_000);

const HANDLER = join(__dirname, 'support', 'target-function');

function addBuffers(stack: Stack): void {
  const [grouping, onExhausted] = [MessageGrouping.header('x-group'), ExhaustedAction.DEAD_LETTER];
  const buffer = (id: string, props: Partial<WebhookBufferProps>): void => {
    new WebhookBuffer(stack, id, { target: WebhookTarget.http('https://orders.example.com'), path: '/hooks', grouping, onExhausted, ...props });
  };
  const fn = new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(HANDLER) });
  buffer('Sure', {
    onSuccess: new EventBridgeDestination(new EventBus(stack, 'EventBus')),
    onFailure: new SqsDestination(new Queue(stack, 'Failures', { fifo: true, queueName: 'failures.fifo' })),
    destinationOptions: { includeBody: true },
  });
  buffer('Quick', {
    onSuccess: new LambdaDestination(fn),
    onFailure: new SnsDestination(new Topic(stack, 'Notices')),
    destinationOptions: { delivery: DestinationDelivery.BEST_EFFORT },
  });
}

let assembly: string;
let backend: Backend;
let running: SkippingStack;
let services: ServiceServer;
const printed: string[] = [];
const problems: string[] = [];

beforeAll(async () => {
  assembly = synthesize(addBuffers);
  backend = await Backend.start({ behaviour: ({ body }) => ({ status: body.toString().includes('refused') ? 422 : 200 }) });
  running = await startSkippingStack({ assembly, backendUrl: backend.url });
  services = [...running.stack.environments.values()][0].services;
  running.stack.events.on('log', ({ line }) => printed.push(line));
  running.stack.events.on('invocation', ({ error }) => { if (error !== undefined) problems.push(error); });
  running.stack.events.on('problem', ({ message }) => problems.push(message));
});
afterAll(async () => {
  await running.stop();
  await backend.stop();
  rmSync(assembly, { recursive: true });
});
afterEach(() => services.setBehaviour(() => ({})));

const bufferOf = (name: string): LocalBuffer => {
  const buffer = running.stack.buffers.find(given => given.name === `Shop/${name}`);
  if (!buffer) throw new Error(`no buffer ${name}`);
  return buffer;
};

/** Posts a webhook; its message id. */
async function post(name: string, body: string): Promise<string> {
  const response = await fetch(`${bufferOf(name).urls[0]}?token=query-hunter2`, {
    method: 'POST', body, headers: { 'content-type': 'application/json', 'x-group': 'acme', 'authorization': 'Bearer header-hunter2' },
  });
  return (await response.json() as { readonly messageId: string }).messageId;
}

async function deliver(name: string, body: string): Promise<string> {
  const messageId = await post(name, body);
  expect(await running.stack.drain(60_000)).toBe(0);
  return messageId;
}

const callsOf = (messageId: string) => services.calls.filter(({ content }) => content.includes(messageId));
const announced = (json: string): Announcement => JSON.parse(json) as Announcement;
const announcementsOf = (messageId: string) => callsOf(messageId).map(({ content }) => announced(content));

test('onSuccess hears of a delivery, without its secrets', async () => {
  const messageId = await deliver('Sure', '{"order":1}');
  const [{ input, content }] = callsOf(messageId);
  expect(input).toMatchObject({ Source: ANNOUNCEMENT_EVENT.SOURCE, DetailType: ANNOUNCEMENT_EVENT.DELIVERED });
  expect(announced(content)).toMatchObject({
    version: 1,
    id: `${messageId}:DELIVERED`,
    state: 'DELIVERED',
    buffer: 'Shop/Sure',
    group: 'acme',
    attempts: 1,
    lastStatus: '200',
    webhook: { route: '/hooks', method: 'POST', path: '/hooks?token=[removed]', bodyBytes: 11, body: '{"order":1}', bodyEncoding: 'text' },
  });
  expect(content).not.toContain('hunter2');
});

test('onFailure hears of a webhook that was given up, by a FIFO queue in the order of its group', async () => {
  const messageId = await deliver('Sure', '{"refused":1}');
  const { endpoints } = bufferOf('Sure');
  const [{ Body, Attributes }, ...more] = await receiveAll(`${endpoints.sqsEndpoint}/000000000000/failures.fifo`, bufferOf('Sure'));
  expect(more).toEqual([]);
  expect(announced(Body ?? '')).toMatchObject({ state: 'DEAD_LETTERED', messageId, reason: 'PERMANENT', attempts: 1, lastStatus: '422', webhook: { body: '{"refused":1}' } });
  expect(Attributes).toMatchObject({ MessageGroupId: 'acme', MessageDeduplicationId: `${messageId}:DEAD_LETTERED` });
});

test('P5: at least once, a webhook stays on the queue until its destination has heard of it, and is not delivered again', async () => {
  let failures = 2;
  services.setBehaviour(() => failures-- > 0 ? { error: { code: 'InternalException', status: 500 } } : {});
  const messageId = await post('Sure', '{"order":2}');
  const follower = await post('Sure', '{"order":3}');
  expect(await running.stack.drain(60_000)).toBe(0);
  const requests = backend.requests.filter(({ headers }) => headers.some(([, value]) => value === messageId));
  expect(requests).toHaveLength(1);
  expect(new Set(announcementsOf(messageId).map(({ id, attempts }) => `${id} after ${attempts}`))).toEqual(new Set([`${messageId}:DELIVERED after 1`]));
  expect(announcementsOf(follower)).toHaveLength(1);
  const order = services.calls.map(({ content }) => announced(content).messageId);
  expect(order.indexOf(follower)).toBeGreaterThan(order.lastIndexOf(messageId));
});

test('with best effort, a destination that fails holds nothing up, and is counted and logged', async () => {
  services.setBehaviour(() => ({ error: { code: 'AccessDeniedException', status: 403 } }));
  const messageId = await deliver('Quick', '{"refused":2}');
  expect(printed.filter(line => line.includes('announcement_failed') && line.includes(messageId))).toHaveLength(1);
  expect(printed.some(line => line.includes('"DestinationFailed":1'))).toBe(true);
  const table = new AttemptTableReader(bufferOf('Quick').tableName, bufferOf('Quick').endpoints.dynamodbEndpoint);
  expect((await table.attempts()).filter(attempt => attempt.messageId === messageId)).toMatchObject([{ status: 'PERMANENT' }]);
  table.close();
});

test('a Lambda function of the app is not waited for, and no body is given that was not asked for', async () => {
  const messageId = await deliver('Quick', '{"order":4}');
  const [{ resource, input, content }] = callsOf(messageId);
  expect(resource).toMatch(/^arn:aws:lambda:/);
  expect(input.InvocationType).toBe('Event');
  expect(announced(content).webhook).not.toHaveProperty('body');
});

test('a topic hears of what was given up', async () => {
  const messageId = await deliver('Quick', '{"refused":3}');
  expect(callsOf(messageId)).toMatchObject([{ service: 'SNS' }]);
  expect(announcementsOf(messageId)).toMatchObject([{ state: 'DEAD_LETTERED', reason: 'PERMANENT' }]);
});

test('no invocation failed', () => {
  expect(problems).toEqual([]);
});
