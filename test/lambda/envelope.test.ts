import type { SQSRecord } from 'aws-lambda';
import { Harness } from './support/harness';
import { base64, envelopeAttribute, envelopeBody, record, RECEIVED_AT } from './support/records';
import { MalformedMessage, openEnvelope } from '../../lambda/forwarder/envelope';

const withBody = (body: string): SQSRecord => ({ ...record(), body });
const withBodyField = (fields: object): SQSRecord => withBody(JSON.stringify({ ...envelopeBody(), ...fields }));
const withAttribute = (stringValue?: string): SQSRecord => ({ ...record(), messageAttributes: { wb: { dataType: 'String', stringValue } } });
const withAttributeField = (fields: object): SQSRecord => withAttribute(JSON.stringify({ ...envelopeAttribute(), ...fields }));
const claimed = (claim: object, claimKey = 'claims/1'): SQSRecord => ({
  ...withBodyField({ body: undefined, claim: { bytes: 3, sha256: 'ab'.repeat(32), ...claim } }),
  messageAttributes: withAttributeField({ claimKey }).messageAttributes,
});

describe('an envelope', () => {
  it('P2 gives back what the sender sent, byte by byte', () => {
    const bytes = Buffer.from([0, 255, 13, 10, 0xc3, 0x28]);
    const webhook = openEnvelope(record({
      method: 'PUT',
      path: '/prod/github/a%2Fb//c',
      query: [['a', '1'], ['a', '2'], ['', ''], ['ü', '€ &=']],
      headers: [['X-Twice', 'one'], ['x-twice', 'two'], ['X-Empty', '']],
      body: bytes,
      flags: ['lossy', 'maybeEmpty'],
    }));
    expect(webhook).toEqual({
      route: '/github',
      ownGroup: '~request-1',
      method: 'PUT',
      path: '/github/a%2Fb//c',
      doorPath: '/prod/github/a%2Fb//c',
      query: [['a', '1'], ['a', '2'], ['', ''], ['ü', '€ &=']],
      headers: [['X-Twice', 'one'], ['x-twice', 'two'], ['X-Empty', '']],
      body: bytes,
      host: 'abc123.execute-api.eu-west-1.amazonaws.com',
      sourceAddress: '192.0.2.7',
      receivedAt: RECEIVED_AT,
      flags: ['lossy', 'maybeEmpty'],
      verified: false,
    });
  });

  it('may have an empty body', () => {
    expect(openEnvelope(record({ body: '' })).body).toHaveLength(0);
  });

  it('may claim a body that is stored beside the queue', () => {
    expect(openEnvelope(claimed({})).body).toEqual({ key: 'claims/1', bytes: 3, sha256: 'ab'.repeat(32) });
  });

  it.each<[string, SQSRecord]>([
    ['a body that is no JSON', withBody('hello')],
    ['an empty body', withBody('')],
    ['a body that is no object', withBody('"text"')],
    ['a body that is null', withBody('null')],
    ['another version', withBodyField({ v: 2 })],
    ['no route', withBodyField({ route: undefined })],
    ['a body that is no base64', withBodyField({ body: 'ab!=' })],
    ['base64 that breaks off', withBodyField({ body: 'YWJj' + 'Y' })],
    ['a body that is no string', withBodyField({ body: 17 })],
    ['a claim without a key', withBodyField({ body: undefined, claim: { bytes: 3, sha256: 'ab'.repeat(32) } })],
    ['a claim of a key elsewhere', claimed({}, 'other/1')],
    ['a claim without a size', claimed({ bytes: undefined })],
    ['a claim of more than a request holds', claimed({ bytes: 10_485_761 })],
    ['a claim without a digest', claimed({ sha256: 'ab' })],
    ['a claim that is no object', withBodyField({ body: undefined, claim: 'claims/1' })],
    ['a claim that is null', withBodyField({ body: undefined, claim: null })],
    ['no attribute', { ...record(), messageAttributes: {} }],
    ['an attribute without text', withAttribute()],
    ['an attribute that is no JSON', withAttribute('{')],
    ['a method that is none', withAttributeField({ method: 'CONNECT' })],
    ['a method in lower case', withAttributeField({ method: 'post' })],
    ['a path off the route', withAttributeField({ path: base64('/prod/gitlab') })],
    ['no stage', withAttributeField({ stage: null })],
    ['no headers', withAttributeField({ headers: undefined })],
    ['a header that is no pair', withAttributeField({ headers: ['YQ=='] })],
    ['half a header', withAttributeField({ headers: [['YQ==']] })],
    ['a query that is no list', withAttributeField({ query: { a: 'b' } })],
    ['a time that is none', withAttributeField({ receivedAt: 'yesterday' })],
    ['a time that no date holds', withAttributeField({ receivedAt: 9e15 })],
    ['a flag that is no word', withAttributeField({ flags: ['lossy\r\nX: y'] })],
    ['a flag that is no text', withAttributeField({ flags: [1] })],
  ])('F11 with %s is malformed', (_, malformed) => {
    expect(() => openEnvelope(malformed)).toThrow(MalformedMessage);
  });

  it('F11 that is malformed goes to the dead-letter queue at once, and the batch goes on', async () => {
    const harness = new Harness();
    const malformed = { ...withBody('{"secret":"hunter2"}'), messageId: 'bad' };
    expect(await harness.run([malformed, record({ messageId: 'good' })])).toEqual({ batchItemFailures: [] });
    expect(harness.target.messageIds).toEqual(['good']);
    expect(harness.deadLetters).toMatchObject([{ body: malformed.body, attributes: { wbReason: 'MALFORMED', wbAttempts: '0', wbMessageId: 'bad' } }]);
  });

  it('F11 that is malformed leaves no trace in the attempt table, since it is no webhook', async () => {
    const harness = new Harness();
    const calls = (['write', 'countFailure', 'conclude'] as const).map(name => jest.spyOn(harness.table, name));
    await harness.run([withBody('')]);
    expect(calls.map(({ mock }) => mock.calls)).toEqual([[], [], []]);
  });

  it('F10 that Lambda never hands over is an error of its record only', async () => {
    const harness = new Harness();
    const broken = { ...record({ messageId: 'broken', group: 'a' }), messageAttributes: undefined } as unknown as SQSRecord;
    expect(await harness.run([broken, record({ group: 'b' })])).toEqual({ batchItemFailures: [{ itemIdentifier: 'broken' }] });
    expect(harness.deadLetters).toEqual([]);
  });

  it('F11 that is malformed is not shown in the log', async () => {
    const harness = new Harness();
    await harness.run([withBody('{"v":1,"route":"/github","body":"hunter2!"}')]);
    expect(harness.linesWith('malformed_message')).toMatchObject([{ errorMessage: 'body: expected base64' }]);
    expect(JSON.stringify(harness.lines)).not.toContain('hunter2');
  });

  it('F23 P7 holds a sender\'s wishes as content only', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false }, report: { httpStatus: 500 } });
    const wishes = '{"consume_bad_messages":true,"suppress_sentry":true}';
    const answer = await harness.run([record({ messageId: 'm1', body: wishes, headers: [['consume-bad-messages', 'true']], query: [['consume_bad_messages', 'true']] })]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(harness.target.attempts[0].webhook.body.toString()).toBe(wishes);
  });
});
