import fc from 'fast-check';
import { decodeMessage } from './support/decoded-message';
import type { TestDoor } from './support/door';
import { binaryBody, type HostileRequest, hostileRequest, queryString, textBody } from './support/hostile-requests';
import type { RawRequest } from './support/http';
import { answer } from './support/queue-server';
import { expectSameRequest } from './support/same-request';
import { messageOf, openShippedDoor } from './support/shipped-door';
import { QUEUE_URL } from './support/synthesized-api';
import { Acknowledgement, MessageDeduplication, MessageGrouping, MissingGroup } from '../../../src';

const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';

async function sendHostile(door: TestDoor, request: HostileRequest, contentType: string) {
  const query = queryString(request);
  return door.send({
    method: request.method,
    target: `/prod/hooks${request.below}${query === '' ? '' : `?${query}`}`,
    headers: [...request.headers, ['Content-Type', contentType]],
    body: request.body,
  });
}

describe('the door of a synthesized buffer', () => {
  test.each([['text', JSON_TYPE, textBody], ['binary', BINARY_TYPE, binaryBody]])('P2, P7: puts whatever a sender sends as %s into its place in the message', async (_, contentType, body) => {
    const door = await openShippedDoor({ grouping: MessageGrouping.header('X-Group'), deduplication: MessageDeduplication.query('delivery') });
    const ids = { fifo: true, group: { from: 'header', name: 'X-Group' }, missingGroupId: 'ownGroup', deduplication: { from: 'query', name: 'delivery' } } as const;
    await fc.assert(fc.asyncProperty(hostileRequest(body), async request => {
      door.queue.received.length = 0;
      expect((await sendHostile(door, request, contentType)).status).toBe(200);
      const decoded = decodeMessage(door.queue.received[0]?.body ?? '');
      expectSameRequest({ ...decoded, headers: decoded.headers.filter(([name]) => name !== 'Content-Type') }, request, { ...ids, binary: contentType === BINARY_TYPE });
      expect(decoded.queueUrl).toBe(QUEUE_URL);
    }), { numRuns: 150 });
  });

  test('P1: answers with the message id of SQS', async () => {
    const door = await openShippedDoor();
    expect(await door.send({ target: '/prod/hooks' })).toMatchObject({ status: 200, body: '{"status":"accepted","messageId":"message-1"}' });
    expect(door.accepted).toMatchObject([{ messageId: 'message-1', path: '/prod/hooks' }]);
  });

  test('P1: answers nothing but 204 where that is asked for', async () => {
    const door = await openShippedDoor({ acknowledgement: Acknowledgement.noContent() });
    expect(await door.send({ target: '/prod/hooks/below' })).toMatchObject({ status: 204, body: '' });
  });

  test('P1: keeps its word to a sender that accepts only a binary type', async () => {
    const door = await openShippedDoor();
    expect((await door.send({ target: '/prod/hooks', headers: [['Accept', BINARY_TYPE]] })).status).toBe(200);
  });

  test.each([
    [400, '{"__type":"com.amazonaws.sqs#ThrottlingException"}', 503, 'overloaded'],
    [400, '{"__type":"InvalidParameterValueException","message":"One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."}', 413, 'payload_too_large'],
    [413, 'HTTP content length exceeded 1662976 bytes.', 413, 'payload_too_large'],
    [400, '{"__type":"com.amazonaws.sqs#MissingParameter","message":"The request must contain the parameter MessageGroupId."}', 400, 'group_missing'],
    [403, '{"__type":"com.amazonaws.sqs#AccessDenied","message":"arn:aws:sqs:eu-central-1:000000000000:Webhooks is not allowed"}', 502, 'misconfigured'],
    [500, '<html>arn:aws</html>', 503, 'unavailable'],
  ])('P1: turns %i %s of SQS into %i %s, and repeats nothing of it', async (sqsStatus, sqsBody, status, error) => {
    const door = await openShippedDoor();
    door.queue.answerWith(answer(sqsStatus, sqsBody));
    const answered = await door.send({ target: '/prod/hooks' });
    expect(answered.status).toBe(status);
    expect(JSON.parse(answered.body)).toEqual({ error, message: expect.any(String), requestId: answered.headers.get('x-amz-apigw-id') });
    expect(answered.headers.has('retry-after')).toBe(status === 503);
    expect(answered.body).not.toContain('arn:');
    expect(door.accepted).toEqual([]);
  });

  test.each<[string, RawRequest, number, string]>([
    ['an unknown path', { target: '/prod/other' }, 404, 'not_found'],
    ['an unknown Content-Type', { headers: [['Content-Type', 'image/png']] }, 415, 'unsupported_media_type'],
    ['an unknown Content-Encoding', { headers: [['Content-Encoding', 'br']] }, 415, 'unsupported_media_type'],
    ['a method that carries no webhook', { method: 'GET' }, 405, 'method_not_allowed'],
    ['a body of more than 10 MB', { body: Buffer.alloc(10 * 1024 * 1024 + 1) }, 413, 'payload_too_large'],
  ])('P1: answers %s with an error that says so', async (_, request, status, error) => {
    const door = await openShippedDoor();
    const answered = await door.send({ target: '/prod/hooks', ...request });
    expect([answered.status, (JSON.parse(answered.body) as { error: unknown }).error]).toEqual([status, error]);
    expect(door.queue.received).toEqual([]);
  });

  test('P1: answers a queue that cannot be reached as something that passes', async () => {
    const door = await openShippedDoor();
    await door.queue.close();
    const answered = await door.send({ target: '/prod/hooks' });
    expect([answered.status, answered.headers.get('retry-after')]).toEqual([504, '5']);
  });
});

describe('the group of a webhook', () => {
  const LONG = 'a'.repeat(200);

  test.each<[string, MessageGrouping, RawRequest, string]>([
    ['is a header\'s value, whatever the case of its name', MessageGrouping.header('X-Group'), { headers: [['x-GROUP', 'a b/c']] }, 'a+b%2Fc'],
    ['is no query parameter of a header\'s name', MessageGrouping.header('X-Group'), { target: '/prod/hooks?X-Group=evil', headers: [['X-Group', 'a']] }, 'a'],
    ['is a query parameter\'s value', MessageGrouping.query('group'), { target: '/prod/hooks?group=%C3%A9%7E' }, '%C3%A9%7E'],
    ['is a value in the body', MessageGrouping.jsonPath("$.order['order-id'][0]"), { body: '{"order":{"order-id":["a1"]}}' }, 'a1'],
    ['is a number in the body', MessageGrouping.jsonPath('$.id'), { body: '{"id":12345678901234567890}' }, '12345678901234567890'],
    ['is cut in the middle where it is too long', MessageGrouping.header('X-Group'), { headers: [['X-Group', `x${LONG}y`]] }, `x${'a'.repeat(63)}~${'a'.repeat(62)}y`],
    ['is the same for all', MessageGrouping.constant('all'), {}, 'all'],
    ['is the sender\'s address', MessageGrouping.sourceAddress(), {}, '~127.0.0.1'],
    ['is the shared one where it is missing', MessageGrouping.header('X-Group', { whenMissing: MissingGroup.SHARED_GROUP }), {}, '~shared'],
    ['is missing where the body has an object in its place', MessageGrouping.jsonPath('$.id', { whenMissing: MissingGroup.SHARED_GROUP }), { body: '{"id":{}}' }, '~shared'],
    ['is missing in a body that is no JSON', MessageGrouping.jsonPath('$.id', { whenMissing: MissingGroup.SHARED_GROUP }), { body: 'id=1' }, '~shared'],
    ['is missing in a body that is JSON of nothing', MessageGrouping.jsonPath('$.id', { whenMissing: MissingGroup.SHARED_GROUP }), { body: 'null' }, '~shared'],
    ['is the sender\'s address where it is missing', MessageGrouping.query('group', { whenMissing: MissingGroup.SOURCE_ADDRESS }), {}, '~127.0.0.1'],
  ])('%s', async (_, grouping, request, group) => {
    expect((await messageOf({ grouping }, request)).group).toBe(group);
  });

  test('is one of its own by default', async () => {
    expect((await messageOf({}, {})).group).toMatch(/^~[A-Za-z0-9+/]{15}=$/);
  });

  test('is left out where it is required and missing', async () => {
    expect(await messageOf({ grouping: MessageGrouping.header('X-Group', { whenMissing: MissingGroup.REJECT }) }, {})).toMatchObject({ group: undefined, flags: expect.arrayContaining(['groupMissing']) });
  });

  test('is not read out of a body that is cut off: the sender gets a 400', async () => {
    const door = await openShippedDoor({ grouping: MessageGrouping.jsonPath('$.id') });
    const answered = await door.send({ target: '/prod/hooks', body: '{"id":1' });
    expect([answered.status, (JSON.parse(answered.body) as { error: unknown }).error]).toEqual([400, 'invalid_payload']);
  });
});

describe('the deduplication id of a webhook', () => {
  test.each<[string, MessageDeduplication, RawRequest, unknown]>([
    ['is a header\'s value after the route', MessageDeduplication.header('Idempotency-Key'), { headers: [['idempotency-key', 'k 1']] }, '/hooks:k+1'],
    ['is a value in the body after the route', MessageDeduplication.jsonPath('$.id'), { body: '{"id":7}' }, '/hooks:7'],
    ['is left to SQS for the content', MessageDeduplication.content(), {}, undefined],
    ['is unique where it is too long', MessageDeduplication.query('id'), { target: `/prod/hooks?id=${'a'.repeat(128)}` }, expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/)],
    ['is unique by default', MessageDeduplication.none(), {}, expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/)],
  ])('%s', async (_, deduplication, request, id) => {
    expect((await messageOf({ grouping: MessageGrouping.constant('all'), deduplication }, request)).deduplication).toEqual(id);
  });
});
