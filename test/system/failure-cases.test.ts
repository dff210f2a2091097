import { Duration } from 'aws-cdk-lib';
import { messagesIn } from './support/observe';
import { bodies, headerValues, System } from './support/system';
import type { BackendBehaviour, BackendRequest } from '../../cli/local/backend/backend';
import { startTableEngine } from '../../cli/local/table/table-engine';
import { MessageGrouping, RetryPolicy, WebhookTarget, type WebhookBufferProps } from '../../src';
import { envelopeAttribute, envelopeBody, type RecordOptions } from '../lambda/support/records';

jest.setTimeout(60_000);

const PROPS: Partial<WebhookBufferProps> = {
  target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.millis(500) }),
  grouping: MessageGrouping.header('X-Group'),
  retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxDelay: Duration.seconds(2), maxAttempts: 3 }),
  // Time for seven attempts of the slow kind, and no more.
  forwarderTimeout: Duration.seconds(6),
};

const behaviours = new Map<string, (request: BackendRequest) => BackendBehaviour>();
const behaviour = (request: BackendRequest): BackendBehaviour => behaviours.get(request.url.split('/')[2])?.(request) ?? {};

let system: System;
beforeAll(async () => { system = await System.start(PROPS, { backend: { behaviour } }); });
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
