import { rmSync } from 'node:fs';
import { SecretValue, type Stack } from 'aws-cdk-lib';
import { ApiKey, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AttemptTableReader } from './support/observe';
import { startSkippingStack, type SkippingStack } from './support/skipping-stack';
import { synthesize } from './support/synthesize';
import { headerValues } from './support/system';
import { Backend } from '../../cli/local/backend/backend';
import { DoorAccess, MessageGrouping, WebhookBuffer, WebhookMethod, WebhookTarget } from '../../src';
import { send } from '../cli/gateway/support/http';

jest.setTimeout(60_000);

const target = WebhookTarget.http('https://orders.example.com/hooks');
const KEY = 'a-key-of-more-than-20-characters';
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** An API with a method of its owner's and two buffers, one of them behind a token, a key and an allow-list of its own API. */
function addBuffers(stack: Stack): void {
  const api = new RestApi(stack, 'Mine', { cloudWatchRole: false });
  const owners = new LambdaFunction(stack, 'Owners', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => {}') });
  api.root.addResource('users').addMethod('GET', new LambdaIntegration(owners));
  const first = new WebhookBuffer(stack, 'First', { target, resource: api.root.addResource('first'), path: '/a', grouping: MessageGrouping.constant('a') });
  first.addRoute('/a/b', { grouping: MessageGrouping.constant('a-b'), methods: [WebhookMethod.PUT] });
  first.addRoute('/c/{id}', { grouping: MessageGrouping.pathParameter('id') });
  first.addRoute('/c/{id}/d', { grouping: MessageGrouping.constant('c-d') });
  new WebhookBuffer(stack, 'Second', { target, resource: api.root.addResource('second') });
  new WebhookBuffer(stack, 'Guarded', {
    target,
    access: [
      DoorAccess.pathToken(SecretValue.secretsManager('token')),
      DoorAccess.apiKey({ apiKeys: [new ApiKey(stack, 'Key', { value: KEY })] }),
      DoorAccess.addresses('192.0.2.0/24', '127.0.0.1'),
    ],
  });
}

let assembly: string;
let backend: Backend;
let running: SkippingStack;

beforeAll(async () => {
  assembly = synthesize(addBuffers);
  backend = await Backend.start();
  running = await startSkippingStack({ assembly, backendUrl: backend.url });
});
afterAll(async () => {
  await running.stop();
  await backend.stop();
  rmSync(assembly, { recursive: true });
});

const [FIRST, SECOND, GUARDED] = [0, 1, 2];
const urlsOf = (index: number) => running.stack.buffers[index].urls;

async function post(url: string, { method = 'POST', key }: { readonly method?: string; readonly key?: string } = {}) {
  return send(url, { method, headers: [JSON_TYPE, ...key === undefined ? [] : [['x-api-key', key] as const]], body: '{"a":1}' });
}

async function delivered(answer: { readonly status: number; readonly body: string }) {
  expect(answer).toMatchObject({ status: 200 });
  const { messageId } = JSON.parse(answer.body) as { readonly messageId: string };
  expect(await running.stack.drain(40_000)).toBe(0);
  const request = backend.requests.find(candidate => headerValues(candidate, 'webhook-buffer-id').includes(messageId));
  return { url: request?.url, group: request && headerValues(request, 'webhook-buffer-group')[0] };
}

describe('P10: buffers on an API of one\'s own', () => {
  test('run beside methods that are not emulated, and say which', () => {
    expect(running.stack.buffers[FIRST].notEmulated).toContain('GET /users');
  });

  test('P2: hand on the whole path below the stage', async () => {
    expect(await delivered(await post(`${urlsOf(FIRST)[0]}/x`))).toEqual({ url: '/hooks/first/a/x', group: 'a' });
    expect(await delivered(await post(urlsOf(SECOND)[0]))).toMatchObject({ url: '/hooks/second' });
  });

  test.each([
    ['a/b', 'PUT', 'a-b'], ['a/b/c', 'PUT', 'a-b'], ['a/bc', 'POST', 'a'], ['c/7', 'POST', '7'], ['c/7/x', 'POST', '7'], ['c/7/d', 'POST', 'c-d'], ['c/7/d/e', 'POST', 'c-d'],
  ])('take a webhook by the most specific route: %s', async (path, method, group) => {
    const url = new URL(path, urlsOf(FIRST)[0]).href;
    expect(await delivered(await post(url, { method }))).toEqual({ url: `/hooks/first/${path}`, group });
  });

  test('refuse by the most specific route too', async () => {
    expect((await post(`${urlsOf(FIRST)[0]}/b`)).status).toBe(405);
  });
});

describe('a guarded door', () => {
  test('P2: takes what meets all conditions, and hands on no token', async () => {
    const answer = await post(`${urlsOf(GUARDED)[0]}/x`, { key: KEY });
    expect(await delivered(answer)).toMatchObject({ url: '/hooks/x' });
  });

  test('keeps its token out of the attempt log and what the forwarder prints', async () => {
    const lines: string[] = [];
    const collect = ({ line }: { readonly line: string }) => lines.push(line);
    running.stack.events.on('log', collect);
    await delivered(await post(urlsOf(GUARDED)[0], { key: KEY }));
    const { tableName, endpoints } = running.stack.buffers[GUARDED];
    const table = new AttemptTableReader(tableName, endpoints.dynamodbEndpoint);
    const attempts = await table.attempts();
    table.close();
    expect(attempts.length).toBeGreaterThan(0);
    expect(JSON.stringify([attempts, lines])).not.toContain(/local-\w+/.exec(urlsOf(GUARDED)[0])?.[0]);
  });

  test('answers 404 to another token, and queues nothing', async () => {
    const { status, body } = await post(urlsOf(GUARDED)[0].replace(/local-\w+/, 'local-guessed'), { key: KEY });
    expect([status, JSON.parse(body)]).toEqual([404, expect.objectContaining({ error: 'not_found' })]);
    expect(await running.stack.pending()).toBe(0);
  });

  test('answers 403 without a key', async () => {
    const { status, body } = await post(urlsOf(GUARDED)[0]);
    expect([status, JSON.parse(body)]).toEqual([403, expect.objectContaining({ error: 'forbidden' })]);
  });
});
