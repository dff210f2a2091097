import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duration } from 'aws-cdk-lib';
import { headerValues, System, type Posted } from './support/system';
import { ExhaustedAction, MessageGrouping, RetryPolicy } from '../../src';

jest.setTimeout(60_000);

let system: System;
/** A server that no webhook must reach. */
let evil: Server;
let evilRequests = 0;
let evilHost = '';

beforeAll(async () => {
  evil = createServer((_request, response) => {
    evilRequests += 1;
    response.end();
  });
  await new Promise<void>(resolve => evil.listen(0, '127.0.0.1', resolve));
  evilHost = `127.0.0.1:${(evil.address() as AddressInfo).port}`;
  system = await System.start({
    grouping: MessageGrouping.header('X-Group'),
    onExhausted: ExhaustedAction.DEAD_LETTER,
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 3 }),
  }, { backend: { behaviour: ({ url }) => url.endsWith('/failing') ? { status: 500 } : {} } });
});
afterAll(async () => {
  await system.stop();
  await new Promise(resolve => evil.close(resolve));
});

/** Posts what the door may take or refuse; the message id if it took it. */
async function attack(path: string, posted?: Posted): Promise<string | undefined> {
  const { status, body } = await system.post(path.replaceAll('EVIL', evilHost), posted);
  await system.drained();
  return status === 200 ? (JSON.parse(body) as { readonly messageId: string }).messageId : undefined;
}

describe('P7, F25: no path leads out of the origin and base path of the target', () => {
  test.each([
    '/http://EVIL/x', '//EVIL/x', '///EVIL/x', '/\\EVIL/x', '/\\\\EVIL', '/%5C%5CEVIL', '/%2F%2FEVIL/x', '/@EVIL/x', '/.EVIL/x', '/:80@EVIL/', '/?@EVIL/', '/#@EVIL/',
    '/..', '/../admin', '/../../admin', '/a/../../admin', '/./../admin', '/..%2fadmin', '/..%2f..%2fadmin', '/%2e%2e/admin', '/%2E%2E%2Fadmin', '/.%2e/admin',
    '/%2e./admin', '/..%5cadmin', '/..\\admin', '/..;/admin', '/..;x=1/admin', '/a/..;/..;/admin', '/%252e%252e/admin', '/..%c0%afadmin', '/%00/../admin', '/.', '/a/.',
    '/hooks/../../admin', '/;/../admin', '/%2e%2e%00/admin',
  ])('%s', async path => {
    const before = system.backend.requests.length;
    const messageId = await attack(path);
    for (const { url } of system.backend.requests.slice(before)) {
      expect(url.startsWith('/hooks')).toBe(true);
      const resolved = new URL(`http://backend${url.replaceAll('\\', '/').replace(/%2f|%5c/gi, '/').replace(/;[^/]*/g, '')}`);
      expect(resolved.host).toBe('backend');
      expect(resolved.pathname.startsWith('/hooks')).toBe(true);
    }
    if (system.backend.requests.length === before && messageId !== undefined) {
      expect((await system.attempts(messageId)).map(({ status, errorCode }) => [status, errorCode])).toEqual([['PERMANENT', 'PATH_OUTSIDE_TARGET']]);
    }
    expect(evilRequests).toBe(0);
  });
});

describe('P7: no header steers', () => {
  test.each<[string, { readonly [name: string]: string }]>([
    ['where it goes', { 'X-Forwarded-Host': 'evil.example.com', 'X-Original-URL': '/admin', 'X-Rewrite-URL': '/admin', 'Forwarded': 'host=evil.example.com' }],
    ['what connection it goes by', { 'Connection': 'Upgrade', 'Upgrade': 'h2c', 'Keep-Alive': 'timeout=1', 'TE': 'trailers', 'Proxy-Authorization': 'x' }],
    ['who it is', { 'Webhook-Buffer-Id': 'x', 'Webhook-Buffer-Group': 'x', 'Webhook-Buffer-Flags': 'x', 'Idempotency-Key': 'x', 'Webhook-Buffer-First-Received-At': 'x' }],
    ['which address it comes from', { 'X-Forwarded-For': '10.0.0.1', 'X-Real-Ip': '10.0.0.1' }],
  ])('%s', async (what, headers) => {
    const path = `/headers/${what.replace(/\W/g, '-')}`;
    const messageId = await system.accept(path, { headers: { ...headers, 'X-Group': 'own' }, body: '{"a":1}' });
    await system.drained();
    const [request, ...more] = system.requests(path);
    expect([more.length, request.method, request.url, request.body.toString()]).toEqual([0, 'POST', `/hooks${path}`, '{"a":1}']);
    const seen = (name: string) => headerValues(request, name);
    expect(seen('host')).toEqual([new URL(system.backend.url).host]);
    expect(seen('x-forwarded-host')).toEqual([new URL(system.buffer.urls[0]).host]);
    expect(seen('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(seen('content-length')).toEqual(['7']);
    expect([seen('webhook-buffer-id'), seen('idempotency-key'), seen('webhook-buffer-group')]).toEqual([[messageId], [`"${messageId}"`], ['own']]);
    expect(['keep-alive', 'te', 'proxy-authorization', 'upgrade', 'forwarded', 'webhook-buffer-flags'].flatMap(seen)).toEqual([]);
    expect(seen('webhook-buffer-first-received-at')).toEqual([expect.stringMatching(/^\d{4}-/)]);
  });

  test.each(['Host', 'X-HTTP-Method-Override'])('at the door: %s', async name => {
    const answer = await system.post('/headers/door', { headers: { [name]: name === 'Host' ? 'evil.example.com' : 'GET' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});

describe('P7, F23: nothing in a webhook changes how it is treated', () => {
  test.each<[string, Posted]>([
    ['a flag in the body', { body: '{"consume_bad_messages":true,"suppress_sentry":true}' }],
    ['a flag in a header', { headers: { 'X-Consume-Bad-Messages': 'true', 'Webhook-Delivery': 'abort-message', 'X-Amz-Meta-Retry': 'false' } }],
    ['an envelope in the body', { body: '{"v":1,"route":"/","body":"e30="}' }],
  ])('%s: it is tried again and dead-lettered like any other', async (_what, posted) => {
    const messageId = await system.accept('/failing', posted);
    await system.drained();
    expect((await system.attempts(messageId)).map(({ status }) => status)).toEqual(['RETRY', 'RETRY', 'EXHAUSTED']);
  });

  test.each<[string, string, Posted]>([
    ['header names and values', '/', { headers: { 'X-a': '"}]}","QueueUrl":"http://evil"', 'X-b': '\\', 'X-$c': '$context.identity', '#set': '1' } }],
    ['parameter names and values', `/?${encodeURIComponent('"],"x":["')}=${encodeURIComponent('\\"}')}&%24context=%23set(%24x%3D1)`, {}],
    ['the path', '/%22%7D%5D%7D/$context/%23set', {}],
    ['the body', '/', { type: 'text/plain', body: '\\"}","MessageGroupId":"stolen","DelaySeconds":900,"QueueUrl":"x' }],
    ['the body of a binary type', '/', { type: 'application/octet-stream', body: '","MessageGroupId":"stolen' }],
    ['the content type', '/', { type: 'application/json; x="$context.stage#set($a=1)"' }],
  ])('what looks like VTL or JSON breaks out of nothing: %s', async (_what, path, posted) => {
    const messageId = await system.accept(path, { ...posted, headers: { ...posted.headers, 'X-Group': 'mine' } });
    await system.drained();
    expect(system.accepted.at(-1)).toMatchObject({ messageId, group: 'mine' });
    expect((await system.attempts(messageId)).map(({ status, group }) => [status, group])).toEqual([['DELIVERED', 'mine']]);
  });
});
