import { FUNCTION_ARN, lambdaAt } from './support/services';
import type { LambdaTargetConfiguration } from '../../../src/contract/aws-targets';
import { Backend } from '../support/backend';
import { EXECUTE_API_HOST, RECEIVED_AT, webhookOf, type RecordOptions } from '../support/records';

const turn = async (): Promise<void> => {};
const identity = { messageId: 'm1', group: 'acme', attempt: 2 };

let service: Backend;
beforeEach(async () => { service = await Backend.start(response => { response.end('null'); }); });
afterEach(() => service.stop());

const attempt = (webhook: RecordOptions = {}, given: Partial<LambdaTargetConfiguration> = {}) =>
  lambdaAt(service.url, given).attempt(webhookOf(webhook), identity, turn);
const eventOf = (): Record<string, unknown> => JSON.parse(String(service.requests[0]?.body)) as Record<string, unknown>;
const returns = (value: unknown, headers: Readonly<Record<string, string>> = {}) => {
  service.answer = response => { response.writeHead(200, headers).end(typeof value === 'string' ? value : JSON.stringify(value)); };
};

describe('the event of a proxy integration', () => {
  it('P2 has method, path, query, headers and body', async () => {
    await attempt({
      method: 'PUT',
      path: '/prod/github/a%2Fb',
      query: [['a', '1'], ['a', '2'], ['b', 'ü']],
      body: '{"é":1}',
      headers: [['X-One', '1'], ['X-One', '2'], ['User-Agent', 'GitHub-Hookshot'], ['Authorization', 'Bearer hunter2']],
    });
    expect(eventOf()).toMatchObject({
      resource: '/github',
      path: '/github/a%2Fb',
      httpMethod: 'PUT',
      headers: { 'X-One': '2', 'webhook-buffer-id': 'm1', 'webhook-buffer-attempt': '2', 'webhook-buffer-group': 'acme', 'idempotency-key': '"m1"', 'Host': EXECUTE_API_HOST },
      multiValueHeaders: { 'X-One': ['1', '2'] },
      queryStringParameters: { a: '2', b: 'ü' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['ü'] },
      body: '{"é":1}',
      isBase64Encoded: false,
      requestContext: {
        requestId: 'm1',
        requestTimeEpoch: RECEIVED_AT,
        resourcePath: '/github',
        httpMethod: 'PUT',
        domainName: EXECUTE_API_HOST,
        identity: { userAgent: 'GitHub-Hookshot' },
        webhookBuffer: { messageId: 'm1', group: 'acme', attempt: 2, route: '/github', flags: [] },
      },
    });
    expect(JSON.stringify(eventOf())).not.toContain('hunter2');
    expect(service.requests[0]?.url).toBe(`/2015-03-31/functions/${encodeURIComponent(FUNCTION_ARN)}/invocations`);
  });

  it('has null where there is nothing', async () => {
    await attempt({ body: '', query: [], headers: [] });
    expect(eventOf()).toMatchObject({
      body: null,
      isBase64Encoded: false,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      requestContext: { identity: { userAgent: null } },
    });
  });

  it('P2 has bytes that are no UTF-8 as base64', async () => {
    await attempt({ body: Buffer.from([0xff, 0, 0x80]) });
    expect(eventOf()).toMatchObject({ body: '/wCA', isBase64Encoded: true });
  });

  it('has headers that were asked for although they are withheld', async () => {
    await attempt({ headers: [['Authorization', 'Basic x']] }, { forwardHeaders: ['authorization'] });
    expect(eventOf()).toMatchObject({ headers: { Authorization: 'Basic x' } });
  });
});

describe('what a function returns to a proxy integration', () => {
  it.each([200, 201, 204])('as %i is a delivery', async statusCode => {
    returns({ statusCode, headers: { 'X-Id': 7 }, body: 'done' });
    expect(await attempt()).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: statusCode, responseHeaders: { 'x-id': '7' }, responseBody: 'done' } });
  });

  it('F4 as 422 is permanent', async () => {
    returns({ statusCode: 422, body: 'no such order' });
    expect(await attempt()).toMatchObject({ outcome: { kind: 'permanent' }, report: { httpStatus: 422, responseBody: 'no such order' } });
  });

  it('F5 as 429 is tried again when it says', async () => {
    returns({ statusCode: '429', headers: { 'Retry-After': '120' } });
    expect(await attempt()).toMatchObject({ outcome: { kind: 'retry', slow: false, retryAfterMillis: 120_000 }, report: { httpStatus: 429 } });
  });

  it.each(['null', '', '"text"', '[1]', '{"ok":true}', '{"statusCode":null}', 'no json'])('as %j, which is no answer to it, is a delivery', async returned => {
    returns(returned);
    expect((await attempt()).outcome).toEqual({ kind: 'delivered' });
  });

  it('is kept to its first 4 KiB', async () => {
    returns({ statusCode: 200, body: 'x'.repeat(10_000) });
    expect((await attempt()).report).toMatchObject({ responseBody: 'x'.repeat(4_096), bodyIncomplete: true });
  });
});

describe('a function', () => {
  it.each(['Handled', 'Unhandled'])('F32 that fails, %s, is tried again, although Lambda answers 200', async kind => {
    returns({ errorType: 'TypeError', errorMessage: 'order is undefined', trace: ['x'.repeat(10_000)] }, { 'x-amz-function-error': kind });
    const { outcome, report } = await attempt();
    expect(outcome).toEqual({ kind: 'retry', slow: false });
    expect(report).toMatchObject({ errorCode: 'FUNCTION_ERROR', bodyIncomplete: true });
    expect(report.httpStatus).toBeUndefined();
    expect(report.responseBody).toMatch(/^\{"errorType":"TypeError","errorMessage":"order is undefined"/);
    expect(report.responseBody).toHaveLength(4_096);
  });

  it('F32 that fails has failed, whatever status is in what it returned', async () => {
    returns({ statusCode: 200 }, { 'x-amz-function-error': 'Unhandled' });
    expect((await attempt()).outcome).toEqual({ kind: 'retry', slow: false });
  });

  it('that is given the webhook\'s JSON may return what it wants', async () => {
    returns({ statusCode: 500 });
    expect(await attempt({}, { event: 'webhook' })).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200, responseBody: '{"statusCode":500}' } });
    expect(eventOf()).toMatchObject({ version: 1, messageId: 'm1', attempt: 2 });
  });

  it('that is not waited for has a webhook delivered when Lambda has taken it over', async () => {
    service.answer = response => { response.writeHead(202).end(); };
    expect(await attempt({}, { asynchronous: true })).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 202 } });
    expect(service.requests[0]?.headers['x-amz-invocation-type']).toBe('Event');
  });

  it('F32 that is not waited for is given less at once', async () => {
    const body = 'x'.repeat(1_048_576);
    expect((await attempt({ body })).outcome).toEqual({ kind: 'delivered' });
    expect((await attempt({ body }, { asynchronous: true })).report.errorCode).toBe('TARGET_PAYLOAD_TOO_LARGE');
  });
});
