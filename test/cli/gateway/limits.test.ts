import { deflateSync, gzipSync } from 'node:zlib';
import { openDoor, openQueueDoor, type TestDoor } from './support/door';
import type { RawRequest } from './support/http';
import { METHOD_RESPONSES, method, mockIntegration, queueIntegration, resource, restApi, stage } from './support/stack';
import type { Clock } from '../../../cli/local/clock';

const MEBIBYTE = 1024 * 1024;

describe('a Content-Encoding', () => {
  async function bodyOf(coding: string, body: string | Buffer): Promise<string> {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': "$input.body $input.params('Content-Encoding')" } });
    const { status } = await door.send({ headers: [['Content-Encoding', coding]], body });
    return door.queue.received[0]?.body ?? `${status} ${door.refused[0]?.error}`;
  }

  test.each([
    ['gzip', gzipSync('plain')],
    ['GZIP', gzipSync('plain')],
    ['deflate', deflateSync('plain')],
    ['identity', 'plain'],
  ])('%s is taken off before the template sees the body, but the header stays', async (coding, body) => {
    expect(await bodyOf(coding, body)).toBe(`plain ${coding}`);
  });

  test.each([
    ['br', 'plain', 'the Content-Encoding is none of gzip, deflate and identity'],
    ['gzip, gzip', gzipSync(gzipSync('plain')), 'the Content-Encoding is none of gzip, deflate and identity'],
    ['gzip', 'plain', 'the body is not in the Content-Encoding gzip'],
    ['deflate', gzipSync('plain'), 'the body is not in the Content-Encoding deflate'],
    ['gzip', '', 'the body is not in the Content-Encoding gzip'],
  ])('%s that cannot be taken off is refused with 415', async (coding, body, error) => {
    expect(await bodyOf(coding, body)).toBe(`415 UNSUPPORTED_MEDIA_TYPE: ${error}`);
  });

  test('that hides a body of more than 10 MiB is refused with 413', async () => {
    expect(await bodyOf('gzip', gzipSync(Buffer.alloc(10 * MEBIBYTE + 1)))).toBe('413 REQUEST_TOO_LARGE: the decompressed body is larger than 10485760 bytes');
  });
});

describe('a body', () => {
  async function status(length: number): Promise<number> {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': '$input.body.length()' } });
    return (await door.send({ body: Buffer.alloc(length, 'a') })).status;
  }

  test('of 10 MiB is taken', async () => {
    expect(await status(10 * MEBIBYTE)).toBe(200);
  });

  test('of more is refused with 413', async () => {
    expect(await status(10 * MEBIBYTE + 1)).toBe(413);
  });
});

describe('headers', () => {
  test.each([[9_000, 200], [10_300, 431]])('of %i bytes are answered %i', async (length, status) => {
    const door = await openQueueDoor();
    expect((await door.send({ headers: [['X-A', 'a'.repeat(length)]] })).status).toBe(status);
  });
});

describe('a loop', () => {
  test('ends after a thousand rounds', async () => {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': '#foreach($i in [1..2000])#set($last = $i)#end$last' } });
    await door.send();
    expect(door.queue.received[0]?.body).toBe('1000');
  });
});

describe('a template that asks for too much', () => {
  test('is a 500, and the door lives on', async () => {
    const door = await openQueueDoor({ RequestTemplates: { 'application/json': '#foreach($i in [1..99999999999])$i#end', 'text/plain': 'sent' } });
    expect((await door.send()).status).toBe(500);
    expect(door.refused[0]?.error).toMatch(/^API_CONFIGURATION_ERROR: RangeError/);
    expect((await door.send({ headers: [['Content-Type', 'text/plain']] })).status).toBe(200);
  });
});

describe('throttling', () => {
  let now = 0;
  const clock: Clock = { now: () => now, after: () => () => undefined };

  async function openThrottledDoor(settings: ReadonlyArray<{ readonly [name: string]: unknown }>): Promise<TestDoor> {
    const methods = (['Api.RootResourceId', 'Hooks'] as const).flatMap(id => [
      method('POST', id, { Integration: queueIntegration(), MethodResponses: METHOD_RESPONSES }),
      method('GET', id, { Integration: mockIntegration(''), MethodResponses: METHOD_RESPONSES }),
    ]);
    return openDoor([restApi(), stage({ MethodSettings: settings }), resource('Hooks', 'hooks'), ...methods], { clock });
  }

  async function statuses(door: TestDoor, count: number, request: RawRequest = {}): Promise<number[]> {
    const answers = [];
    for (let index = 0; index < count; index++) answers.push((await door.send(request)).status);
    return answers;
  }

  test('refuses with 429 what exceeds the burst, and takes again as time passes', async () => {
    const door = await openThrottledDoor([{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 }]);
    expect(await statuses(door, 5)).toEqual([200, 200, 200, 429, 429]);
    now += 500;
    expect(await statuses(door, 2)).toEqual([200, 429]);
    now += 60_000;
    expect(await statuses(door, 4)).toEqual([200, 200, 200, 429]);
    expect(door.refused[0]).toMatchObject({ status: 429, error: 'THROTTLED' });
  });

  test('counts each method by itself', async () => {
    const door = await openThrottledDoor([{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: '1', ThrottlingBurstLimit: '1' }]);
    expect(await statuses(door, 2)).toEqual([200, 429]);
    expect(await statuses(door, 2, { target: '/prod/hooks' })).toEqual([200, 429]);
  });

  test('follows the setting that fits best', async () => {
    const door = await openThrottledDoor([
      { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 },
      { ResourcePath: '/~1hooks', HttpMethod: '*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 },
      { ResourcePath: '/~1hooks', HttpMethod: 'GET', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 3 },
      { ResourcePath: '/~1', HttpMethod: 'GET', LoggingLevel: 'INFO' },
    ]);
    expect(await statuses(door, 2)).toEqual([200, 429]);
    expect(await statuses(door, 3, { target: '/prod/hooks' })).toEqual([200, 200, 429]);
    expect(await statuses(door, 4, { method: 'GET', target: '/prod/hooks' })).toEqual([200, 200, 200, 429]);
  });

  test('has the limits of an account where a stage sets one of them', async () => {
    const door = await openThrottledDoor([{ ResourcePath: '/*', HttpMethod: '*', ThrottlingBurstLimit: 1 }, { ResourcePath: '/~1hooks', HttpMethod: 'POST', ThrottlingRateLimit: 0 }]);
    expect(await statuses(door, 2)).toEqual([200, 429]);
    now += 1;
    expect(await statuses(door, 1)).toEqual([200]);
    expect(await statuses(door, 10, { target: '/prod/hooks' })).not.toContain(429);
  });

  test('is off where a stage sets none', async () => {
    const door = await openThrottledDoor([{ ResourcePath: '/*', HttpMethod: '*', MetricsEnabled: true, DataTraceEnabled: false }]);
    expect(await statuses(door, 20)).not.toContain(429);
  });
});
