import { createHmac, randomUUID } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { messagesIn } from './support/observe';
import { bodies, headerValues, System } from './support/system';
import type { BackendBehaviour, BackendRequest } from '../../cli/local/backend/backend';
import { startTableEngine } from '../../cli/local/table/table-engine';
import { ExhaustedAction, MessageGrouping, RetryPolicy, WebhookSecret, WebhookSource, WebhookTarget, type WebhookBufferProps } from '../../src';
import { envelopeAttribute, envelopeBody, type RecordOptions } from '../lambda/support/records';

jest.setTimeout(60_000);

const PROPS: Partial<WebhookBufferProps> = {
  target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.millis(500) }),
  grouping: MessageGrouping.header('X-Group'),
  retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxDelay: Duration.seconds(2), maxAttempts: 3 }),
  onExhausted: ExhaustedAction.DEAD_LETTER,
  // Time for seven attempts of the slow kind, and no more.
  forwarderTimeout: Duration.seconds(6),
};

const behaviours = new Map<string, (request: BackendRequest) => BackendBehaviour>();
const behaviour = (request: BackendRequest): BackendBehaviour => behaviours.get(request.url.split('/')[2])?.(request) ?? {};

let system: System;
beforeAll(async () => {
  system = await System.start(PROPS, { backend: { behaviour }, routes: { '/blocking': { onExhausted: ExhaustedAction.BLOCK } } });
});
afterAll(() => system.stop());

const accept = (path: string, body: string, group = path): Promise<string> => system.accept(`/${path}`, { headers: { 'X-Group': group }, body });
const putOnQueue = (webhook: RecordOptions, group: string): Promise<string> =>
  system.putOnQueue(JSON.stringify(envelopeBody(webhook)), group, JSON.stringify(envelopeAttribute(webhook)));
const statusesOf = async (messageId: string): Promise<string[]> => (await system.attempts(messageId)).map(({ status }) => status);
const attemptOf = (request: BackendRequest): number => Number(headerValues(request, 'webhook-buffer-attempt')[0]);

test('F1, P5: while nothing listens at the backend, a webhook stays, and is delivered when something does', async () => {
  await system.backend.refuse();
  const messageId = await accept('refused', 'kept');
  while ((await system.attempts(messageId)).length === 0) await new Promise(resolve => setTimeout(resolve, 20));
  await system.backend.accept();
  await system.drained();
  const [first, ...others] = await system.attempts(messageId);
  expect(first).toMatchObject({ status: 'RETRY', errorCode: 'ECONNREFUSED' });
  expect(others.at(-1)).toMatchObject({ status: 'DELIVERED' });
  expect(bodies(system.requests('/refused'))).toEqual(['kept']);
});

test('F3: a success whose body never comes to its end is a success', async () => {
  behaviours.set('endless', () => ({ headers: { 'Content-Length': '1000' }, body: 'the beginning' }));
  const messageId = await accept('endless', 'taken');
  await system.drained();
  expect(await system.attempts(messageId)).toMatchObject([{ status: 'DELIVERED', httpStatus: 200, bodyIncomplete: true }]);
});

test('F7, F8: a webhook that is held back has no attempt until the one before it is done, and no invocation throws', async () => {
  behaviours.set('head', request => attemptOf(request) < 3 ? { status: 503 } : {});
  const head = await accept('head', '1', 'held');
  const follower = await accept('behind', '2', 'held');
  await system.drained();
  expect(await statusesOf(head)).toEqual(['RETRY', 'RETRY', 'DELIVERED']);
  expect(await statusesOf(follower)).toEqual(['DELIVERED']);
  expect(system.problems).toEqual([]);
});

test('F9: what is delivered is deleted, and not delivered again', async () => {
  const messageId = await accept('once', 'once');
  await system.drained();
  expect(await statusesOf(messageId)).toEqual(['DELIVERED']);
  expect(await messagesIn(system.buffer.queueUrl, system.buffer)).toBe(0);
});

test('F12, P3: an invocation that runs out of time leaves the rest for the next one, untouched and in order', async () => {
  behaviours.set('slow', () => ({ delayMillis: 400 }));
  const sent = Array.from({ length: 12 }, (_, index) => String(index));
  const ids = [];
  for (const body of sent) ids.push(await accept('slow', body));
  await system.drained();
  expect(bodies(system.requests('/slow'))).toEqual(sent);
  expect(new Set((await Promise.all(ids.map(statusesOf))).flat())).toEqual(new Set(['DELIVERED']));
  expect(system.problems).toEqual([]);
});

test.each<[string, RecordOptions]>([
  ['a line break', { headers: [['X-Name', 'a\r\nX-Injected: 1']] }],
  ['a character beyond Latin-1', { headers: [['X-Name', '🎉']] }],
])('F24: a header with %s, which no door lets through, is refused for good, and its group goes on', async (what, options) => {
  const group = what.replace(/\W/g, '-');
  const messageId = await putOnQueue({ route: '/', ...options }, group);
  await accept('after', group, group);
  await system.drained();
  expect(await statusesOf(messageId)).toEqual(['PERMANENT']);
  expect(bodies(system.requests('/after'))).toContain(group);
  expect(system.requests().flatMap(request => headerValues(request, 'x-injected'))).toEqual([]);
});

test('F26: headers that concern one connection only stay behind, and the length is that of the body', async () => {
  const headers = [['Connection', 'X-Hop'], ['X-Hop', '1'], ['TE', 'trailers'], ['Keep-Alive', 'timeout=5'], ['X-End', '2']] as const;
  await putOnQueue({ route: '/', path: '/prod/hops', body: 'é', headers }, 'hops');
  await system.drained();
  const [request] = system.requests('/hops');
  expect(headerValues(request, 'x-end')).toEqual(['2']);
  expect(['x-hop', 'te', 'keep-alive'].flatMap(name => headerValues(request, name))).toEqual([]);
  expect([headerValues(request, 'content-length'), headerValues(request, 'host')]).toEqual([['2'], [new URL(system.backend.url).host]]);
});

test('F27: a kept connection that the backend has closed costs no attempt', async () => {
  await accept('kept', 'first');
  await system.drained();
  await system.backend.refuse();
  await system.backend.accept();
  const messageId = await accept('kept', 'second');
  await system.drained();
  expect(await statusesOf(messageId)).toEqual(['DELIVERED']);
});

test('F14: while nobody can count attempts, no webhook is given up', async () => {
  const tables = await startTableEngine();
  const failing = { behaviour: () => uncounted.backend.requests.length < 6 ? { status: 500 } : {} };
  const uncounted = await System.start(PROPS, { backend: failing, dynamodbEndpoint: tables.endpoint });
  await tables.stop();
  await uncounted.accept('/uncounted');
  await uncounted.drained();
  expect(uncounted.requests('/uncounted')).toHaveLength(6);
  expect(await uncounted.deadLetters()).toEqual([]);
  await uncounted.stop();
});

test('F22: a webhook that blocks is tried on and on, past the last attempt, and never given up', async () => {
  behaviours.set('blocking', request => attemptOf(request) < 6 ? { status: 503 } : {});
  const messageId = await accept('blocking', 'in the end');
  await system.drained();
  expect(await statusesOf(messageId)).toEqual(['RETRY', 'RETRY', 'RETRY', 'RETRY', 'RETRY', 'DELIVERED']);
  expect((await system.deadLetters()).map(({ Attributes }) => Attributes?.MessageGroupId)).not.toContain('blocking');
});

describe('a webhook whose source signs', () => {
  const SECRET = 'what the sender and the forwarder share';
  const signed = (body: string, secret = SECRET): Record<string, string> => ({
    'X-GitHub-Delivery': randomUUID(), 'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  let guarded: System;

  beforeEach(async () => {
    guarded = await System.start(PROPS, {
      secrets: { github: SECRET },
      routes: stack => ({ '/github': { source: WebhookSource.github({ secret: WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(stack, 'S', 'github')) }) } }),
    });
  });
  afterEach(() => guarded.stop());

  test('F29: is delivered where its signature is right, and quarantined where it is wrong or missing', async () => {
    await guarded.accept('/github', { headers: signed('{"n":1}'), body: '{"n":1}' });
    await guarded.accept('/github', { headers: signed('{"n":2}', 'a guess'), body: '{"n":2}' });
    await guarded.accept('/github', { body: '{"n":3}' });
    await guarded.drained();
    expect(bodies(guarded.requests())).toEqual(['{"n":1}']);
    expect(await messagesIn(guarded.buffer.quarantineQueueUrl ?? '', guarded.buffer)).toBe(2);
    expect(await guarded.deadLetters()).toEqual([]);
  });

  test('F30: stays on the queue while the secret cannot be read: neither forwarded, nor counted, nor taken for forged', async () => {
    await guarded.environment.secrets.stop();
    const messageId = await guarded.accept('/github', { headers: signed('{}'), body: '{}' });
    const invocations = (): number => guarded.printed.filter(line => line.includes('"Deferred"')).length;
    while (invocations() < 2) await new Promise(resolve => setTimeout(resolve, 20));
    expect(guarded.requests()).toEqual([]);
    expect(await guarded.attempts(messageId)).toEqual([]);
    expect(await guarded.buffer.pending()).toBe(1);
    expect(await messagesIn(guarded.buffer.quarantineQueueUrl ?? '', guarded.buffer)).toBe(0);
  });
});
