import type { Message } from '@aws-sdk/client-sqs';
import { Duration } from 'aws-cdk-lib';
import { bodies, headerValues, System } from './support/system';
import { Backend, type BackendBehaviour, type BackendRequest } from '../../cli/local/backend/backend';
import { ExhaustedAction, MessageGrouping, RetryPolicy, WebhookTarget } from '../../src';

jest.setTimeout(60_000);

const LAST_ATTEMPT = 5;
const LISTED = [Duration.seconds(20), Duration.minutes(10), Duration.hours(1)];

let system: System;
let elsewhere: Backend;
/** How the backend behaves at the paths of a test, by the number of the attempt. */
const scripts = new Map<string, (attempt: number) => BackendBehaviour>();
/** When requests came, on the clock of the queue. */
const times = new Map<BackendRequest, number>();

beforeAll(async () => {
  elsewhere = await Backend.start();
  system = await System.start({
    target: WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.seconds(1) }),
    grouping: MessageGrouping.header('X-Group'),
    onExhausted: ExhaustedAction.DEAD_LETTER,
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(8), maxAttempts: LAST_ATTEMPT }),
  }, {
    routes: { '/listed': { retryPolicy: RetryPolicy.schedule(LISTED) }, '/once': { retryPolicy: RetryPolicy.none() } },
    backend: {
      behaviour: request => {
        times.set(request, system.clock.now());
        return scripts.get(request.url.split('/')[2])?.(attemptOf(request)) ?? {};
      },
    },
  });
});
afterAll(async () => {
  await system.stop();
  await elsewhere.stop();
});

function attributesOf({ MessageAttributes = {} }: Message): { readonly [name: string]: string | undefined } {
  return Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
}

const attemptOf = (request: BackendRequest): number => Number(headerValues(request, 'webhook-buffer-attempt')[0]);

/** Sends a webhook to a backend that behaves so, and waits until it is over. */
async function deliver(name: string, script: (attempt: number) => BackendBehaviour, body = 'failing'): Promise<string> {
  scripts.set(name, script);
  const messageId = await system.accept(`/${name}`, { headers: { 'X-Group': name }, body });
  await system.drained();
  return messageId;
}

const failUntil = (last: number, behaviour: BackendBehaviour) => (attempt: number): BackendBehaviour => attempt < last ? behaviour : {};

/** Seconds between the requests of a test. */
function waits(name: string): number[] {
  const at = system.requests(`/${name}`).map(request => times.get(request) ?? 0);
  return at.slice(1).map((time, index) => (time - at[index]) / 1000);
}

describe('F1, P5: what fails is tried again until it is delivered', () => {
  test.each<[string, BackendBehaviour, { readonly httpStatus?: number; readonly errorCode?: string; readonly outcomeUnknown?: boolean }]>([
    ['500', { status: 500 }, { httpStatus: 500 }],
    ['408', { status: 408 }, { httpStatus: 408 }],
    ['429', { status: 429 }, { httpStatus: 429 }],
    ['409', { status: 409 }, { httpStatus: 409 }],
    ['404, usually a deployment in progress', { status: 404 }, { httpStatus: 404 }],
    ['a connection that is reset', { action: 'reset' }, { errorCode: 'ECONNRESET', outcomeUnknown: true }],
    ['no answer in time', { action: 'hang' }, { errorCode: 'TIMEOUT_TOTAL', outcomeUnknown: true }],
  ])('%s', async (what, behaviour, expected) => {
    const name = what.replace(/\W/g, '-');
    const messageId = await deliver(name, failUntil(3, behaviour));
    const attempts = await system.attempts(messageId);
    expect(attempts.map(({ status }) => status)).toEqual(['RETRY', 'RETRY', 'DELIVERED']);
    expect(attempts[0]).toMatchObject(expected);
    expect(new Set(system.requests(`/${name}`).map(request => headerValues(request, 'idempotency-key').join())).size).toBe(1);
  });

  test('waiting at least half of 8 seconds, which double, between the attempts', async () => {
    await deliver('exponential', failUntil(5, { status: 500 }));
    const [first, second, third, fourth] = waits('exponential');
    expect(first).toBeGreaterThanOrEqual(4);
    expect(second).toBeGreaterThanOrEqual(8);
    expect(third).toBeGreaterThanOrEqual(16);
    expect(fourth).toBeGreaterThanOrEqual(32);
  });

  test('waiting no less than a list says', async () => {
    await deliver('listed', failUntil(LISTED.length + 1, { status: 503 }));
    expect(waits('listed')).toHaveLength(LISTED.length);
    for (const [index, seconds] of waits('listed').entries()) expect(seconds).toBeGreaterThanOrEqual(LISTED[index].toSeconds());
  });

  test.each<[string, string | ((now: number) => string), number]>([
    ['seconds', '120', 120],
    ['a fraction of them', '90.5', 90.5],
    ['a date', () => new Date(Date.now() + 300_000).toUTCString(), 240],
  ])('F5: waiting as long as Retry-After asks for, in %s', async (form, value, seconds) => {
    const name = `retry-after-${form.replace(/\W/g, '-')}`;
    const headers = { 'Retry-After': typeof value === 'string' ? value : value(Date.now()) };
    await deliver(name, failUntil(2, { status: 503, headers }));
    expect(waits(name)).toHaveLength(1);
    expect(waits(name)[0]).toBeGreaterThanOrEqual(seconds);
  });

  test('F6, P3: and holds up its own group, in order, and no other', async () => {
    scripts.set('head', failUntil(3, { status: 503 }));
    await system.accept('/head', { headers: { 'X-Group': 'held' }, body: '1' });
    for (const body of ['2', '3']) await system.accept('/followers', { headers: { 'X-Group': 'held' }, body });
    await system.accept('/other', { headers: { 'X-Group': 'not held' }, body: 'other' });
    await system.drained();
    const seen = bodies(system.requests().filter(({ url }) => /\/(head|followers|other)$/.test(url)));
    expect(seen.filter(body => body !== 'other')).toEqual(['1', '1', '1', '2', '3']);
    expect(seen.indexOf('other')).toBeLessThan(seen.indexOf('2'));
  });
});

describe('F4, F21, P5: what is given up is in the dead-letter queue, with the reason, and its group goes on', () => {
  test.each<[string, BackendBehaviour, { readonly reason: string; readonly attempts: number; readonly lastStatus: string }]>([
    ['after the last attempt', { status: 500 }, { reason: 'EXHAUSTED', attempts: LAST_ATTEMPT, lastStatus: '500' }],
    ['after the last attempt without an answer', { action: 'reset' }, { reason: 'EXHAUSTED', attempts: LAST_ATTEMPT, lastStatus: 'ECONNRESET' }],
    ['at once where the same bytes would fail again', { status: 422 }, { reason: 'PERMANENT', attempts: 1, lastStatus: '422' }],
    ['at once where it is gone', { status: 410 }, { reason: 'PERMANENT', attempts: 1, lastStatus: '410' }],
  ])('%s: %j', async (what, behaviour, { reason, attempts, lastStatus }) => {
    const group = what.replace(/\W/g, '-');
    scripts.set(group, () => behaviour);
    const body = `given up ${what}`;
    const messageId = await system.accept(`/${group}`, { headers: { 'X-Group': group }, body });
    await system.accept('/follower', { headers: { 'X-Group': group }, body: `after ${group}` });
    await system.drained();
    const dead = (await system.deadLetters()).filter(({ Attributes }) => Attributes?.MessageGroupId === group);
    expect(dead.map(attributesOf)).toEqual([{
      wb: expect.stringContaining('"method":"POST"'), wbReason: reason, wbAttempts: String(attempts), wbLastStatus: lastStatus, wbMessageId: messageId,
    }]);
    expect(Buffer.from((JSON.parse(dead[0].Body ?? '') as { readonly body: string }).body, 'base64').toString()).toBe(body);
    expect(bodies(system.requests('/follower'))).toContain(`after ${group}`);
    expect((await system.attempts(messageId)).map(({ status }) => status)).toEqual([...Array<string>(attempts - 1).fill('RETRY'), reason]);
    expect((await system.table.heads()).find(head => head.messageId === messageId)).toMatchObject({ state: 'DEAD_LETTERED', attempts });
  });

  test('after the one attempt of a policy without retries', async () => {
    const messageId = await deliver('once', () => ({ status: 503 }));
    expect((await system.attempts(messageId)).map(({ status }) => status)).toEqual(['EXHAUSTED']);
  });

  test.each([301, 302, 303, 307, 308])('F2: at once where the backend redirects, which is never followed: %i', async status => {
    const messageId = await deliver(`redirect-${status}`, () => ({ status, headers: { Location: `${elsewhere.url}/login?token=abc` } }));
    expect((await system.attempts(messageId)).map(attempt => [attempt.status, attempt.httpStatus, attempt.responseHeaders?.location]))
      .toEqual([['PERMANENT', status, elsewhere.url]]);
    expect(elsewhere.requests).toEqual([]);
    expect((await system.deadLetters()).map(({ Attributes }) => Attributes?.MessageGroupId)).toContain(`redirect-${status}`);
  });
});
