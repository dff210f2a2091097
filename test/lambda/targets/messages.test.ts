import { eventBridgeAt, EVENT_BUS_ARN, snsAt, sqsAt, STATE_MACHINE_ARN, stepFunctionsAt, takenBySqs, TOPIC_ARN } from './support/services';
import type { Target } from '../../../lambda/forwarder/ports';
import { Backend } from '../support/backend';
import { webhookOf, type RecordOptions } from '../support/records';

const turn = async (): Promise<void> => {};
const identity = { messageId: 'm1', group: 'acme', attempt: 2 };

let service: Backend;
beforeEach(async () => { service = await Backend.start(takenBySqs); });
afterEach(() => service.stop());

const attempt = (target: Target, webhook: RecordOptions = {}) => target.attempt(webhookOf(webhook), identity, turn);
const call = <T>(): T => JSON.parse(String(service.requests.at(-1)?.body)) as T;
const answerWith = (body: object, status = 200) => {
  service.answer = response => { response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body)); };
};

interface Sent {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageAttributes: { readonly [name: string]: { readonly StringValue: string } };
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}
const sent = (): Sent => call<Sent>();
const attributes = () => Object.fromEntries(Object.entries(sent().MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
const message = (): Record<string, unknown> => JSON.parse(sent().MessageBody) as Record<string, unknown>;

describe('the JSON of a webhook', () => {
  it('P2 has all that was sent, by names that do not depend on case', async () => {
    await attempt(sqsAt(service.url), {
      method: 'PUT',
      path: '/prod/github/a%2Fb',
      query: [['a', '1'], ['a', '2']],
      body: '{"é":1}',
      flags: ['decoded'],
      headers: [['X-One', '1'], ['x-one', '2'], ['Cookie', 'hunter2'], ['Content-Type', 'application/json']],
    });
    expect(message()).toMatchObject({
      version: 1,
      messageId: 'm1',
      group: 'acme',
      route: '/github',
      attempt: 2,
      receivedAt: '2026-03-01T10:00:00.000Z',
      method: 'PUT',
      path: '/github/a%2Fb',
      query: { a: ['1', '2'] },
      headers: { 'x-one': ['1', '2'], 'content-type': ['application/json'] },
      flags: ['decoded'],
      bodyEncoding: 'text',
      body: '{"é":1}',
    });
    expect(JSON.stringify(sent())).not.toContain('hunter2');
  });

  it.each<[string, Buffer, string, string]>([
    ['nothing', Buffer.alloc(0), 'text', ''],
    ['bytes', Buffer.from([0xc3, 0x28]), 'base64', 'wyg='],
    ['control characters', Buffer.from('a\u0000\u001b\n'), 'text', 'a\u0000\u001b\n'],
    ['what XML has no room for', Buffer.from('\uffff\ufffe'), 'text', '\uffff\ufffe'],
  ])('P2 has %s in its body', async (_, body, bodyEncoding, given) => {
    await attempt(sqsAt(service.url), { body });
    expect(message()).toMatchObject({ bodyEncoding, body: given });
    expect([...sent().MessageBody].some(character => character < ' ' || character === '\uffff' || character === '\ufffe')).toBe(false);
  });
});

describe('EventBridge', () => {
  beforeEach(() => answerWith({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] }));
  const entry = () => call<{ readonly Entries: ReadonlyArray<Record<string, string>> }>().Entries[0] ?? {};

  it('gets an entry with source, type, time and the JSON', async () => {
    expect((await attempt(eventBridgeAt(service.url, { source: 'orders', detailType: 'Order' }))).report.responseBody).toBe('{"eventId":"event-1"}');
    expect(entry()).toMatchObject({ EventBusName: EVENT_BUS_ARN, Source: 'orders', DetailType: 'Order', Time: Date.parse('2026-03-01T10:00:00Z') / 1000 });
    expect(JSON.parse(entry().Detail ?? '')).toMatchObject({ messageId: 'm1', bodyEncoding: 'text' });
  });

  it.each([
    ['{"total": 12345678901234567890, "a":1.0}', 'json', '{"total": 12345678901234567890, "a":1.0}'],
    ['a=1', 'text', '"a=1"'],
  ])('gets the body %s as %s, where JSON is asked for', async (body, bodyEncoding, written) => {
    await attempt(eventBridgeAt(service.url, { jsonBody: true }), { body });
    expect(entry().Detail).toContain(`"bodyEncoding":"${bodyEncoding}","body":${written}}`);
  });

  it.each([
    ['ThrottlingException', { kind: 'retry', slow: false }],
    ['InternalFailure', { kind: 'retry', slow: false }],
    ['NotAuthorizedForSourceException', { kind: 'retry', slow: true }],
    ['MalformedDetail', { kind: 'permanent' }],
  ])('F32 that answers 200 with an entry that failed by %s has not taken it', async (ErrorCode, outcome) => {
    answerWith({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'says EventBridge' }] });
    expect(await attempt(eventBridgeAt(service.url))).toMatchObject({ outcome, report: { errorCode: ErrorCode, errorMessage: 'says EventBridge' } });
  });

  it('F32 that counts a failure without saying which has not taken it', async () => {
    answerWith({ FailedEntryCount: 1 });
    expect(await attempt(eventBridgeAt(service.url))).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'UNKNOWN' } });
  });
});

describe('Step Functions', () => {
  it('starts an execution by the name of the message id', async () => {
    answerWith({ executionArn: 'arn:execution', startDate: 1 });
    expect((await attempt(stepFunctionsAt(service.url, { jsonBody: true }), { body: '{"a":1}' })).report.responseBody).toBe('{"executionArn":"arn:execution"}');
    expect(call()).toMatchObject({ stateMachineArn: STATE_MACHINE_ARN, name: 'm1', input: expect.stringContaining('"bodyEncoding":"json","body":{"a":1}') as string });
  });

  it('F32 that has started it already has it delivered', async () => {
    answerWith({ __type: 'ExecutionAlreadyExists', message: 'Execution Already Exists' }, 400);
    expect(await attempt(stepFunctionsAt(service.url))).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 400, responseBody: '{"executionName":"m1"}' } });
  });
});

describe('SQS', () => {
  it('gets group and deduplication id on a FIFO queue', async () => {
    expect((await attempt(sqsAt(service.url, { fifo: true }))).report.responseBody).toBe('{"messageId":"taken-1"}');
    expect(sent()).toMatchObject({ QueueUrl: `${service.url}/111122223333/orders`, MessageGroupId: 'acme', MessageDeduplicationId: 'm1' });
  });

  it('gets the group alone on a standard queue, for fair queues', async () => {
    await attempt(sqsAt(service.url));
    expect(sent()).toMatchObject({ MessageGroupId: 'acme' });
    expect(sent()).not.toHaveProperty('MessageDeduplicationId');
  });

  it('gets attributes that say the same of each kind of message, and no more than ten', async () => {
    await attempt(sqsAt(service.url, { content: 'body' }), {
      body: '{"a":1}', path: '/prod/github/x', query: [['a b', 'ü&']], flags: ['lossy', 'decoded'], headers: [['content-type', 'application/json\u0001']],
    });
    expect(sent().MessageBody).toBe('{"a":1}');
    expect(attributes()).toEqual({
      'webhook-buffer-id': 'm1',
      'webhook-buffer-attempt': '2',
      'webhook-buffer-group': 'acme',
      'webhook-buffer-first-received-at': '2026-03-01T10:00:00.000Z',
      'webhook-buffer-flags': 'lossy,decoded',
      'webhook-buffer-route': '/github',
      'webhook-buffer-method': 'POST',
      'webhook-buffer-path': '/github/x?a%20b=%C3%BC%26',
      'webhook-buffer-content-type': 'application/json\ufffd',
      'webhook-buffer-body-encoding': 'text',
    });
    await attempt(sqsAt(service.url), { headers: [] });
    expect(Object.keys(attributes()).sort()).toEqual([
      'webhook-buffer-attempt', 'webhook-buffer-first-received-at', 'webhook-buffer-group', 'webhook-buffer-id', 'webhook-buffer-method', 'webhook-buffer-path', 'webhook-buffer-route',
    ]);
  });

  it.each<[string, Buffer]>([['bytes', Buffer.from([0xff])], ['characters that SQS does not take', Buffer.from('a\u0000')]])('P2 gets a body of %s as base64', async (_, body) => {
    await attempt(sqsAt(service.url, { content: 'body' }), { body });
    expect(sent().MessageBody).toBe(body.toString('base64'));
    expect(attributes()).toMatchObject({ 'webhook-buffer-body-encoding': 'base64' });
  });

  it('F32 is not called with more than its queue takes, attributes included', async () => {
    const target = (maxMessageBytes: number) => sqsAt(service.url, { content: 'body', maxMessageBytes });
    expect((await attempt(target(1_100), { body: 'x'.repeat(600), headers: [] })).outcome).toEqual({ kind: 'delivered' });
    const attributeBytes = Object.entries(attributes()).reduce((sum, [name, value]) => sum + name.length + 'String'.length + value.length, 0);
    expect((await attempt(target(600 + attributeBytes), { body: 'x'.repeat(600), headers: [] })).outcome).toEqual({ kind: 'delivered' });
    expect((await attempt(target(599 + attributeBytes), { body: 'x'.repeat(600), headers: [] })).report.errorCode).toBe('TARGET_PAYLOAD_TOO_LARGE');
  });
});

describe('SNS', () => {
  beforeEach(() => {
    service.answer = response => { response.end('<PublishResponse><PublishResult><MessageId>notice-1</MessageId></PublishResult></PublishResponse>'); };
  });
  const published = () => Object.fromEntries(new URLSearchParams(String(service.requests.at(-1)?.body)));

  it('gets group and deduplication id on a FIFO topic', async () => {
    expect((await attempt(snsAt(service.url, { fifo: true, content: 'body' }), { body: 'text' })).report.responseBody).toBe('{"messageId":"notice-1"}');
    expect(published()).toMatchObject({ TopicArn: TOPIC_ARN, Message: 'text', MessageGroupId: 'acme', MessageDeduplicationId: 'm1' });
  });

  it('gets the group alone on a standard topic', async () => {
    await attempt(snsAt(service.url));
    expect(published()).toMatchObject({ MessageGroupId: 'acme', Message: expect.stringContaining('"messageId":"m1"') as string });
    expect(published()).not.toHaveProperty('MessageDeduplicationId');
  });
});
