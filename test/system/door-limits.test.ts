import { gzipSync } from 'node:zlib';
import { MessageTap } from './support/message-tap';
import { headerValues, System, type Posted } from './support/system';
import { MessageDeduplication, MessageGrouping } from '../../src';
import type { EnvelopeFlag } from '../../src/contract/envelope';
import { MAX_MESSAGE_BYTES } from '../../src/contract/limits';

jest.setTimeout(60_000);

let system: System;
let tap: MessageTap;

beforeAll(async () => {
  tap = new MessageTap();
  system = await System.start({ path: '/hooks', grouping: MessageGrouping.header('X-Group'), deduplication: MessageDeduplication.header('X-Delivery') });
});
afterAll(async () => {
  tap.close();
  await system.stop();
});

let deliveries = 0;
/** A webhook of which nothing is to be told. */
const plain = (headers: { readonly [name: string]: string } = {}): Posted => ({ headers: { 'X-Group': 'g', 'X-Delivery': String(deliveries++), ...headers }, body: 'x' });

describe('what could not be kept is told to the backend and to the log', () => {
  test.each<[EnvelopeFlag[], string, () => Posted]>([
    [[], '/none', plain],
    [['lossy'], '/lossy', () => ({ ...plain(), body: Buffer.from([0xff]) })],
    [['maybeEmpty'], '/maybeEmpty', () => ({ ...plain(), body: '' })],
    [['decoded'], '/decoded', () => ({ ...plain({ 'Content-Encoding': 'gzip' }), body: gzipSync('x') })],
    [['truncated'], `/truncated?${Array.from({ length: 1_001 }, (_, index) => `p${index}`).join('&')}`, plain],
    [['groupMissing'], '/groupMissing', () => plain({ 'X-Group': '' })],
    [['groupTruncated'], '/groupTruncated', () => plain({ 'X-Group': 'g'.repeat(129) })],
    [['deduplicationMissing'], '/deduplicationMissing', () => plain({ 'X-Delivery': 'd'.repeat(121) })],
    [['maybeEmpty', 'decoded', 'deduplicationMissing', 'groupMissing'], '/all', () => ({ headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('{}') })],
  ])('%j', async (flags, path, posted) => {
    const messageId = await system.accept(`/hooks${path}`, posted());
    await system.drained();
    const [request, ...more] = system.requests(`/hooks${path.split('?')[0]}`);
    expect([more.length, headerValues(request, 'webhook-buffer-flags')]).toEqual([0, flags.length === 0 ? [] : [flags.join()]]);
    expect((await system.attempts(messageId)).map(attempt => [attempt.status, attempt.flags ?? []])).toEqual([['DELIVERED', flags]]);
  });
});

test('P2: a header of bytes beyond ASCII arrives with the same bytes', async () => {
  await system.accept('/hooks/latin', plain({ 'X-Name': 'caf\xe9' }));
  await system.drained();
  expect(headerValues(system.requests('/hooks/latin')[0], 'x-name')).toEqual(['caf\xe9']);
});

test('P2: of a parameter or a header that is there twice, the last one arrives', async () => {
  await system.accept('/hooks/twice?a=1&b=2&a=3', plain());
  await system.drained();
  expect(system.requests('/hooks/twice')[0].url).toBe('/hooks/hooks/twice?a=3&b=2');
});

describe('P1: a message of 1 MiB', () => {
  /** A webhook whose message is to be so large: parameters make the last bytes, for base64 grows by four at a time. */
  async function postOfSize(bytes: number): Promise<{ readonly status: number; readonly error?: string; readonly bodyBytes: number }> {
    for (let parameters = 0; parameters < 6; parameters++) {
      const path = `/hooks/sized?${Array.from({ length: parameters }, (_, index) => `p${index}`).join('&')}`;
      await system.accept(path, { ...plain({ 'X-Delivery': 'probe000' + parameters + String(bytes) }), body: 'xxx' });
      const missing = bytes - (tap.sizes.at(-1) ?? 0);
      if (missing % 4 !== 0) continue;
      const body = Buffer.alloc(3 + missing / 4 * 3, 'x');
      const answer = await system.post(path, { ...plain({ 'X-Delivery': 'sized000' + parameters + String(bytes) }), body });
      expect(tap.sizes.at(-1)).toBe(bytes);
      return { status: answer.status, error: (JSON.parse(answer.body) as { readonly error?: string }).error, bodyBytes: body.length };
    }
    throw new Error(`no message of ${bytes} bytes can be made`);
  }

  test('is taken, and arrives', async () => {
    const { status, bodyBytes } = await postOfSize(MAX_MESSAGE_BYTES);
    await system.drained();
    expect(status).toBe(200);
    expect(bodyBytes).toBeGreaterThan(774_000);
    expect(system.requests('/hooks/sized').map(({ body }) => body.length)).toContain(bodyBytes);
  });

  test('and one byte is answered 413, and nothing of it is queued, delivered or logged', async () => {
    await system.drained();
    const logged = (await system.table.attempts()).length;
    const { status, error, bodyBytes } = await postOfSize(MAX_MESSAGE_BYTES + 1);
    await system.drained();
    expect([status, error]).toEqual([413, 'payload_too_large']);
    expect(system.requests('/hooks/sized').map(({ body }) => body.length)).not.toContain(bodyBytes);
    expect((await system.table.attempts()).slice(logged).filter(attempt => attempt.bodyBytes === bodyBytes)).toEqual([]);
  });

  test('is what counts also where the request is larger than SQS reads at all', async () => {
    const answer = await system.post('/hooks/huge', { ...plain(), body: Buffer.alloc(2_000_000, 'x') });
    expect([answer.status, (JSON.parse(answer.body) as { readonly error: string }).error]).toEqual([413, 'payload_too_large']);
  });
});
