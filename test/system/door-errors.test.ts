import { bodies, System, type Posted } from './support/system';
import { MessageGrouping, MissingGroup } from '../../src';

jest.setTimeout(60_000);

let system: System;

beforeAll(async () => {
  system = await System.start({ path: '/github', grouping: MessageGrouping.header('X-Group') }, {
    routes: {
      '/required': { grouping: MessageGrouping.header('X-Group', { whenMissing: MissingGroup.REJECT }) },
      '/json': { grouping: MessageGrouping.jsonPath('$.order.id') },
    },
  });
});
afterAll(() => system.stop());

const MEBIBYTE = 1_048_576;

describe('P1: what cannot be taken gets a clear answer, and none of it is queued', () => {
  test.each<[string, number, string, string, Posted]>([
    ['an unknown content type', 415, 'unsupported_media_type', '/github', { type: 'image/png' }],
    ['an unknown content encoding', 415, 'unsupported_media_type', '/github', { headers: { 'Content-Encoding': 'br' } }],
    ['a body that is not in its content encoding', 415, 'unsupported_media_type', '/github', { headers: { 'Content-Encoding': 'gzip' }, body: 'plain' }],
    ['a body over 10 MB', 413, 'payload_too_large', '/github', { body: Buffer.alloc(10 * MEBIBYTE + 1, 'a') }],
    ['a body that does not fit into a message of 1 MiB', 413, 'payload_too_large', '/github', { body: Buffer.alloc(790_000, 'a') }],
    ['a binary body that does not fit', 413, 'payload_too_large', '/github', { type: 'application/octet-stream', body: Buffer.alloc(790_000) }],
    ['no value for a required group', 400, 'group_missing', '/required', {}],
    ['an unknown path', 404, 'not_found', '/gitlab', {}],
    ['the path above all routes', 404, 'not_found', '/', {}],
    ['JSON that breaks off where a group is looked for in it', 400, 'invalid_payload', '/json', { body: '{"order":{"id":1' }],
  ])('%s: %i %s', async (_what, status, error, path, posted) => {
    const answer = await system.post(path, posted);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual({ error, message: expect.stringMatching(/\w+ \w+/), requestId: expect.stringMatching(/./) });
    expect(system.accepted).toEqual([]);
  });

  test.each(['GET', 'OPTIONS', 'HEAD'])('a method that carries no webhook: %s, 405 with Allow', async method => {
    const answer = await system.post('/github', { method, type: '', body: '' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('DELETE, PATCH, POST, PUT');
    expect(system.accepted).toEqual([]);
  });
});

test('P1, P2: the largest webhook that the documentation names is taken, and arrives', async () => {
  const body = Buffer.alloc(774_000, 'a');
  await system.accept('/github/large', { body });
  await system.drained();
  expect(system.requests('/github/large').map(request => request.body.equals(body))).toEqual([true]);
});

describe('F11: a message on the queue that is no webhook of the buffer', () => {
  const goodBody = JSON.stringify({ v: 1, route: '/github', body: 'e30=' });

  test.each<[string, string, string | undefined]>([
    ['not JSON', 'hello', undefined],
    ['an envelope without its attribute', goodBody, undefined],
    ['an envelope of another version', JSON.stringify({ v: 2, route: '/github', body: 'e30=' }), '{}'],
    ['an envelope whose attribute is no object', goodBody, '[]'],
    ['an envelope whose fields are of other types', goodBody, JSON.stringify({ path: 1, stage: {}, method: 'POST' })],
  ])('is dead-lettered as MALFORMED, and its group goes on: %s', async (what, body, attribute) => {
    const group = what.replace(/\W/g, '-');
    await system.accept(`/github/${group}/before`, { headers: { 'X-Group': group }, body: 'before' });
    const sent = await system.putOnQueue(body, group, attribute);
    await system.accept(`/github/${group}/after`, { headers: { 'X-Group': group }, body: 'after' });
    await system.drained();
    const dead = (await system.deadLetters()).filter(({ Attributes }) => Attributes?.MessageGroupId === group);
    expect(dead.map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.wbReason.StringValue, MessageAttributes?.wbMessageId.StringValue]))
      .toEqual([[body, 'MALFORMED', sent]]);
    expect(bodies(system.requests(`/github/${group}/`))).toEqual(['before', 'after']);
  });
});
