import { gzipSync } from 'node:zlib';
import type { RawRequest } from './support/http';
import { answer } from './support/queue-server';
import { messageOf, openShippedDoor } from './support/shipped-door';
import { Acknowledgement, MessageDeduplication, MessageGrouping, MissingGroup } from '../../../src';

const OWN_REQUEST_ID = /^[A-Za-z0-9+/]{15}=$/;
const text = (body: string | Buffer, type = 'text/plain'): RawRequest => ({ headers: [['Content-Type', type]], body });
const header = (name: string, value: string): RawRequest => ({ headers: [[name, value]] });

describe('what a message says of its body', () => {
  test.each<[string, RawRequest, readonly string[]]>([
    ['an empty body may have been an empty object', text(''), ['maybeEmpty']],
    ['an empty object may have been an empty body', text('{}', 'application/json'), ['maybeEmpty']],
    ['an empty object with a blank cannot', text('{ }', 'application/json'), []],
    ['bytes that are no UTF-8 are lost', text(Buffer.from([0x61, 0xff])), ['lossy']],
    ['Latin-1 under a text type is lost', text(Buffer.from('caf\xe9', 'latin1'), 'text/plain; charset=iso-8859-1'), ['lossy']],
    ['an overlong encoding is lost', text(Buffer.from([0xc0, 0xaf])), ['lossy']],
    ['half of a surrogate pair in UTF-8 is lost', text(Buffer.from([0xed, 0xa0, 0x80])), ['lossy']],
    ['a replacement character of the sender\'s own looks like a loss', text('a\ufffd'), ['lossy']],
    ['U+FFFE and U+FFFF are kept', text('\ufffe\uffff'), []],
    ['gzip is taken off', { headers: [['Content-Encoding', 'gzip']], body: gzipSync('x') }, ['decoded']],
    ['gzip is taken off, whatever the case', { headers: [['content-ENCODING', 'GZip']], body: gzipSync('x') }, ['decoded']],
    ['identity is no coding', { headers: [['Content-Encoding', 'identity']], body: 'x' }, []],
    ['all at once', { headers: [['Content-Encoding', 'gzip']], body: gzipSync(Buffer.from([0xff])) }, ['lossy', 'decoded']],
  ])('%s', async (_, request, flags) => {
    expect((await messageOf({}, request)).flags).toEqual(flags);
  });

  test.each([[1_000, []], [1_001, ['truncated']], [1_200, ['truncated']]])('of %i parameters all but the first 1,000 are missing, and it is still a message', async (count, flags) => {
    const query = Array.from({ length: count }, (_, index) => `p${index}`).join('&');
    const message = await messageOf({}, { target: `/prod/hooks?${query}`, body: 'x' });
    expect([message.query.length, message.flags]).toEqual([Math.min(count, 1_000), flags]);
  });
});

describe('an id at the limits of SQS', () => {
  const id = (length: number) => 'x'.repeat(length);

  test.each<[string, string, string, readonly string[]]>([
    ['127 characters are kept', id(127), id(127), []],
    ['128 characters are kept', id(128), id(128), []],
    ['129 characters are cut', id(129), `${id(64)}~${id(63)}`, ['groupTruncated']],
    ['what counts is the encoded length: 128', `${id(125)}"`, `${id(125)}%22`, []],
    ['what counts is the encoded length: 129', `${id(126)}"`, `${id(64)}~${id(60)}%22`, ['groupTruncated']],
    ['an escape may be cut', `${id(62)}"${id(70)}`, `${id(62)}%2~${id(63)}`, ['groupTruncated']],
    ['a mark of the sender\'s own is encoded', '~shared', '%7Eshared', []],
  ])('of a group: %s', async (_, value, group, flags) => {
    expect(await messageOf({ grouping: MessageGrouping.header('X-Group') }, { ...header('X-Group', value), body: 'x' })).toMatchObject({ group, flags });
  });

  // `/hooks:` has seven characters.
  test.each<[string, string, unknown, readonly string[]]>([
    ['127 characters are kept', id(120), `/hooks:${id(120)}`, []],
    ['128 characters are given up', id(121), expect.stringMatching(OWN_REQUEST_ID), ['deduplicationMissing']],
    ['what counts is the encoded length', `${id(118)}"`, expect.stringMatching(OWN_REQUEST_ID), ['deduplicationMissing']],
    ['an empty one is none', '', expect.stringMatching(OWN_REQUEST_ID), ['deduplicationMissing']],
  ])('of deduplication: %s', async (_, value, deduplication, flags) => {
    const props = { grouping: MessageGrouping.constant('all'), deduplication: MessageDeduplication.header('X-Delivery') };
    expect(await messageOf(props, { ...header('X-Delivery', value), body: 'x' })).toMatchObject({ deduplication, flags });
  });

  test('no sender chooses a request id that ids are made of', async () => {
    const message = await messageOf({}, { headers: [['X-Amzn-RequestId', 'mine'], ['X-Amz-Apigw-Id', 'mine']] });
    expect([message.group, message.deduplication, message.requestId]).toEqual([`~${message.requestId}`, message.requestId, expect.stringMatching(OWN_REQUEST_ID)]);
  });
});

describe('JSON that is almost JSON, under a JSON path', () => {
  const grouping = MessageGrouping.jsonPath('$.id', { whenMissing: MissingGroup.SHARED_GROUP });

  test.each<[string, string, string]>([
    ['single quotes', "{'id':'a'}", 'a'],
    ['no quotes', '{id:a b}', 'a+b'],
    ['something behind it', '{"id":"a"}}}', 'a'],
    ['a trailing comma', '{"id":"a",}', 'a'],
    ['leading zeros', '{"id":007}', '7'],
    ['NaN', '{"id":NaN}', 'NaN'],
    ['a key twice', '{"id":"a","id":"b"}', 'b'],
    ['a double', '{"id":1.0}', '1.0'],
    ['an exponent', '{"id":1e21}', '1.0E21'],
    ['half of a surrogate pair', '{"id":"\\ud83c"}', '%3F'],
    ['a list', '{"id":[1]}', '~shared'],
    ['text that looks like an object', '{"id":"{x}"}', '~shared'],
    ['a byte order mark before it', '\ufeff{"id":"a"}', '~shared'],
    ['a form', 'id=a', '~shared'],
    ['nothing but a bracket in text', 'a[b', '~shared'],
  ])('%s is taken', async (_, body, group) => {
    expect((await messageOf({ grouping }, { body })).group).toBe(group);
  });

  test.each(['{a', '[a', '{"id":"a"', '{"id":', '[', '{"id":1]'])('what is cut off or nested wrongly is answered 400 and reaches no queue: %s', async body => {
    const door = await openShippedDoor({ grouping });
    const answered = await door.send({ target: '/prod/hooks', body });
    expect([answered.status, (JSON.parse(answered.body) as { error: unknown }).error]).toEqual([400, 'invalid_payload']);
    expect(door.queue.received).toEqual([]);
  });

  test('is no matter where no path leads into it', async () => {
    expect((await messageOf({}, { body: '{a' })).body.toString()).toBe('{a');
  });
});

describe('P1: what SQS says', () => {
  const error = (type: string, message = '') => JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message });
  const forbidden = 'User is not authorized to access arn:aws:sqs:eu-central-1:000000000000:Throttled-TooLong-MessageGroupId';

  test.each<[number, string, number, string]>([
    [400, error('RequestThrottled'), 503, 'overloaded'],
    [400, error('KmsThrottled'), 503, 'overloaded'],
    [400, error('KMS.ThrottlingException'), 503, 'overloaded'],
    [400, error('OverLimit'), 503, 'overloaded'],
    [400, error('BatchRequestTooLong'), 413, 'payload_too_large'],
    [400, error('InvalidMessageContents'), 400, 'invalid_payload'],
    [400, error('KmsAccessDenied'), 502, 'misconfigured'],
    [400, error('KmsDisabled'), 502, 'misconfigured'],
    [400, error('KmsInvalidState'), 502, 'misconfigured'],
    [400, error('KmsNotFound'), 502, 'misconfigured'],
    [400, error('QueueDoesNotExist'), 502, 'misconfigured'],
    [403, error('InvalidSecurity'), 502, 'misconfigured'],
    [400, error('UnsupportedOperation'), 502, 'misconfigured'],
    [403, '<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>', 502, 'misconfigured'],
    [403, error('AccessDeniedException', forbidden), 502, 'misconfigured'],
    [301, '', 502, 'misconfigured'],
    [500, error('InternalFailure'), 503, 'unavailable'],
    [503, error('ServiceUnavailable'), 503, 'unavailable'],
  ])('with %i %s is answered %i %s', async (sqsStatus, sqsBody, status, code) => {
    const door = await openShippedDoor();
    door.queue.answerWith(answer(sqsStatus, sqsBody));
    const answered = await door.send({ target: '/prod/hooks' });
    expect([answered.status, (JSON.parse(answered.body) as { error: unknown }).error]).toEqual([status, code]);
    expect(answered.headers.get('retry-after')).toBe(status === 503 ? '5' : undefined);
    expect(answered.body).not.toContain('arn:');
    expect(door.accepted).toEqual([]);
  });

  test('a 202 is given where it is asked for, with the message id', async () => {
    const door = await openShippedDoor({ acknowledgement: Acknowledgement.accepted() });
    expect(await door.send({ target: '/prod/hooks' })).toMatchObject({ status: 202, body: '{"status":"accepted","messageId":"message-1"}' });
  });
});

describe('the answer', () => {
  test.each(['text/html', 'application/xml', 'image/*', '*/*', 'application/octet-stream, */*'])('is JSON for a sender that accepts %s', async accept => {
    const door = await openShippedDoor();
    const answered = await door.send({ target: '/prod/hooks', ...header('Accept', accept) });
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'application/json']);
    const refused = await door.send({ target: '/prod/other', ...header('Accept', accept) });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([404, 'application/json']);
  });

  test('to more than the door takes is 429 with Retry-After, and nothing is queued', async () => {
    const door = await openShippedDoor({ doorRateLimit: 1, doorBurstLimit: 1 });
    const [, refused] = [await door.send({ target: '/prod/hooks' }), await door.send({ target: '/prod/hooks' })];
    expect([refused.status, refused.headers.get('retry-after'), (JSON.parse(refused.body) as { error: unknown }).error]).toEqual([429, '5', 'throttled']);
    expect(door.queue.received).toHaveLength(1);
  });
});
