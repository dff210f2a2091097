import { WrittenTable } from './support/attempt-table';
import { accepted, attempted, BUFFER, failed } from './support/events';
import { RunningConsole, source } from './support/running-console';
import type { WebhookDetail } from '../../../cli/local/console/webhook-detail';

let table: WrittenTable;
let running: RunningConsole;
beforeAll(async () => {
  table = await WrittenTable.start();
  running = await RunningConsole.start([source({ attemptTable: table.address })]);
});
afterAll(async () => {
  await running.stop();
  await table.stop();
});

const fetchDetail = (messageId: string, of = running): Promise<Response> => fetch(`${of.url}api/webhooks/${messageId}`);

async function detail(messageId: string, of = running): Promise<WebhookDetail> {
  const response = await fetchDetail(messageId, of);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  return await response.json() as WebhookDetail;
}

describe('an opened webhook', () => {
  test('has its request, with the whole path and every byte of the body', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const path = `/prod/${'long'.repeat(200)}`;
    running.events.emit('accepted', accepted({ messageId: 'whole', path, body, method: 'PUT', headers: [['X-Twice', 'a'], ['X-Twice', 'b']] }));
    const { webhook, request } = await detail('whole');
    expect(webhook).toMatchObject({ messageId: 'whole', state: 'queued' });
    expect(request).toEqual({ method: 'PUT', path, headers: [['X-Twice', 'a'], ['X-Twice', 'b']], body: body.toString('base64') });
  });

  test('P6: has each attempt of the attempt table, the latest first, and not the head item', async () => {
    running.events.emit('accepted', accepted({ messageId: 'tried' }));
    await table.putAttempt({ messageId: 'tried', startedAt: '2026-01-01T12:00:01.000Z', status: 'RETRY', errorCode: 'ECONNREFUSED', retryAt: '2026-01-01T12:00:05.000Z' });
    await table.putAttempt({ messageId: 'tried', startedAt: '2026-01-01T12:00:05.000Z', status: 'RETRY', httpStatus: 503, responseBody: '<b>busy</b>', responseHeaders: { 'retry-after': '5' } });
    await table.putAttempt({ messageId: 'tried', startedAt: '2026-01-01T12:00:10.000Z', status: 'DELIVERED', httpStatus: 200, durationMillis: 41 });
    await table.putAttempt({ messageId: 'tried2', startedAt: '2026-01-01T12:00:11.000Z' });
    await table.putHead('tried');
    const items = [
      expect.objectContaining({ status: 'DELIVERED', httpStatus: 200, durationMillis: 41 }),
      expect.objectContaining({ status: 'RETRY', httpStatus: 503, responseBody: '<b>busy</b>', responseHeaders: { 'retry-after': '5' } }),
      expect.objectContaining({ status: 'RETRY', errorCode: 'ECONNREFUSED', retryAt: '2026-01-01T12:00:05.000Z' }),
    ];
    expect((await detail('tried')).attempts).toEqual({ more: false, items });
  });

  test('shows no secret that stands in a header, of the request or of an answer', async () => {
    const headers = [['Authorization', 'Bearer hunter2'], ['cookie', 'sid=hunter2'], ['X-Hub-Signature-256', 'sha256=hunter2'], ['X-Event', 'push']] as const;
    running.events.emit('accepted', accepted({ messageId: 'secret', headers }));
    await table.putAttempt({ messageId: 'secret', startedAt: '2026-01-01T12:00:01.000Z', responseHeaders: { 'set-cookie': 'sid=hunter2', 'x-id': '7' } });
    const text = await (await fetchDetail('secret')).text();
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text)).toMatchObject({
      request: { headers: [['Authorization', '••••••••'], ['cookie', '••••••••'], ['X-Hub-Signature-256', '••••••••'], ['X-Event', 'push']] },
      attempts: { items: [{ responseHeaders: { 'set-cookie': '••••••••', 'x-id': '7' } }] },
    });
  });

  test('has its latest 200 attempts, and says that there are more', async () => {
    running.events.emit('attempt', failed({ messageId: 'stubborn', attempt: 201 }));
    const second = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString();
    await Promise.all(Array.from({ length: 201 }, (_, index) => table.putAttempt({ messageId: 'stubborn', startedAt: second(index) })));
    const { attempts } = await detail('stubborn');
    expect(attempts).toMatchObject({ more: true, items: { length: 200, 0: { startedAt: second(200) }, 199: { startedAt: second(1) } } });
  });

  test('that never came through the door has its attempts, but no request', async () => {
    running.events.emit('attempt', attempted({ messageId: 'redriven' }));
    await table.putAttempt({ messageId: 'redriven', startedAt: '2026-01-01T12:00:01.000Z' });
    const found = await detail('redriven');
    expect(found).not.toHaveProperty('request');
    expect(found.attempts).toMatchObject({ items: [{ messageId: 'redriven' }] });
  });

  test('is there although its attempts cannot be read', async () => {
    const withoutTable = await RunningConsole.start();
    withoutTable.events.emit('accepted', accepted());
    const { webhook, attempts } = await detail('m1', withoutTable);
    expect(webhook).toMatchObject({ messageId: 'm1' });
    expect(attempts).toEqual({ error: expect.stringContaining('The attempt table cannot be read: ') as string });
    await withoutTable.stop();
  });

  test('is there although its buffer is not among those of the console', async () => {
    running.events.emit('accepted', accepted({ messageId: 'foreign', buffer: 'Other' }));
    expect((await detail('foreign')).attempts).toEqual({ error: 'Other is not among the buffers that run.' });
  });

  test('that the console does not know is not found', async () => {
    const response = await fetchDetail('nobody');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'The console does not know webhook nobody, or knows it no more.' });
  });

  test('belongs to its buffer', async () => {
    expect((await detail('whole')).webhook.buffer).toBe(BUFFER);
  });
});
