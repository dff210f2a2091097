import { openDoor, type TestDoor } from './support/door';
import type { RawAnswer, RawRequest } from './support/http';
import { gatewayResponse, method, resource, restApi, stage } from './support/stack';
import type { ProxyFunction, SentMessage } from '../../../cli/local/gateway';

const NAME = 'Shop-Door';
const URI = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:${NAME}/invocations`;
const ACCEPTED = JSON.stringify({ statusCode: 200, body: '{"status":"accepted"}' });

interface Event {
  readonly [name: string]: unknown;
  readonly headers: object;
  readonly requestContext: { readonly extendedRequestId: string };
}

interface Setting {
  readonly answer?: string | (() => Promise<string>);
  readonly sent?: SentMessage;
  readonly integration?: { readonly [name: string]: unknown };
  readonly api?: { readonly [name: string]: unknown };
  readonly stage?: { readonly [name: string]: unknown };
}

interface FunctionTestDoor extends TestDoor {
  readonly events: readonly Event[];
}

/** A door of which `/hooks` and all below it is the function's, and the events that the function got. */
async function openFunctionDoor({ answer = ACCEPTED, sent, integration = {}, ...setting }: Setting = {}): Promise<FunctionTestDoor> {
  const events: Event[] = [];
  const called: ProxyFunction = {
    name: NAME,
    async call(event) {
      events.push(JSON.parse(event) as Event);
      return typeof answer === 'string' ? answer : answer();
    },
    sent: requestId => events.at(-1)?.requestContext.extendedRequestId === requestId ? sent : undefined,
  };
  const Integration = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: URI, ...integration };
  const door = await openDoor([
    restApi(setting.api),
    stage(setting.stage),
    resource('Hooks', 'hooks'),
    resource('Below', '{below+}', 'Hooks'),
    method('ANY', 'Hooks', { Integration }),
    method('ANY', 'Below', { Integration }),
    gatewayResponse('DEFAULT_5XX', { ResponseTemplates: { 'application/json': '{"error":"failed"}' } }),
  ], { functions: [called] });
  return { ...door, events };
}

async function eventOf(request: RawRequest, setting?: Setting): Promise<Event> {
  const door = await openFunctionDoor(setting);
  await door.send({ target: '/prod/hooks', ...request });
  return door.events[0];
}

async function answerTo(answer: unknown, request: RawRequest = {}, setting: Setting = {}): Promise<RawAnswer> {
  const door = await openFunctionDoor({ answer: typeof answer === 'string' ? answer : JSON.stringify(answer), ...setting });
  return door.send({ target: '/prod/hooks', ...request });
}

describe('a request, as the function gets it', () => {
  test('has resource, path below the stage and method', async () => {
    expect(await eventOf({ method: 'PUT', target: '/prod/hooks/a%2Fb/c' })).toMatchObject({
      resource: '/hooks/{below+}',
      path: '/hooks/a%2Fb/c',
      httpMethod: 'PUT',
      pathParameters: { below: 'a%2Fb/c' },
      requestContext: { resourcePath: '/hooks/{below+}', path: '/prod/hooks/a%2Fb/c', httpMethod: 'PUT', stage: 'prod' },
    });
  });

  test('has null where there is nothing', async () => {
    expect(await eventOf({})).toMatchObject({
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  test('has headers and parameters both by their last value and by all, parameters decoded', async () => {
    const event = await eventOf({ target: '/prod/hooks?a=1&a=%C3%BC+x&b', headers: [['X-Twice', '1'], ['x-twice', '2'], ['X-Forwarded-For', '192.0.2.1']] });
    expect(event.queryStringParameters).toEqual({ a: 'ü x', b: '' });
    expect(event.multiValueQueryStringParameters).toEqual({ a: ['1', 'ü x'], b: [''] });
    expect(event.headers).toMatchObject({ 'x-twice': '2', 'X-Forwarded-For': '192.0.2.1, 127.0.0.1' });
    expect(event.multiValueHeaders).toMatchObject({ 'x-twice': ['1', '2'], 'X-Forwarded-For': ['192.0.2.1, 127.0.0.1'] });
    expect(Object.keys(event.headers).map(name => name.toLowerCase())).not.toContain('content-length');
  });

  test('has text as text, and a binary type as base64', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const api = { BinaryMediaTypes: ['application/octet-stream'] };
    expect(await eventOf({ headers: [['Content-Type', 'text/csv']], body: 'ü,1' }, { api })).toMatchObject({ body: 'ü,1', isBase64Encoded: false });
    expect(await eventOf({ headers: [['Content-Type', 'application/octet-stream']], body: bytes }, { api })).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });

  test('has the context of the request', async () => {
    const { requestContext, stageVariables } = await eventOf({ headers: [['User-Agent', 'Sender/1']] }, { stage: { Variables: { color: 'blue' } } });
    expect(requestContext).toMatchObject({
      accountId: '000000000000',
      apiId: 'Api',
      domainName: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      extendedRequestId: expect.stringMatching(/=$/),
      requestTimeEpoch: expect.any(Number),
      requestTime: expect.stringContaining('+0000'),
      identity: { sourceIp: '127.0.0.1', userAgent: 'Sender/1', caller: null },
    });
    expect(stageVariables).toEqual({ color: 'blue' });
  });
});

describe('what the function answers', () => {
  test('is the sender\'s, values of headers merged', async () => {
    const { status, headers, body } = await answerTo({ statusCode: '202', headers: { 'X-One': 1, 'x-two': 'a' }, multiValueHeaders: { 'X-Two': ['b', 'c'] }, body: 'text' });
    expect([status, body, headers.get('x-one'), headers.get('content-type')]).toEqual([202, 'text', '1', 'application/json']);
    expect(headers.get('x-two')).toBe('c');
  });

  test('may have a Content-Type and no body', async () => {
    const { status, headers, body } = await answerTo({ statusCode: 204, headers: { 'content-type': 'text/plain' }, body: null });
    expect([status, headers.get('content-type'), body]).toEqual([204, 'text/plain', '']);
  });

  test('becomes bytes only for a sender that accepts a binary type', async () => {
    const answer = { statusCode: 200, body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true };
    const setting = { api: { BinaryMediaTypes: ['application/octet-stream'] } };
    expect((await answerTo(answer, { headers: [['Accept', 'application/octet-stream']] }, setting)).body).toBe('bytes');
    expect((await answerTo(answer, {}, setting)).body).toBe(answer.body);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', '"accepted"'],
    ['an object with other fields', { statusCode: 200, status: 'accepted' }],
    ['an object as body', { statusCode: 200, body: {} }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a header that cannot be sent', { statusCode: 200, headers: { 'X-One': 'a\nb' } }],
  ])('is malformed, and 502, where it is %s', async (_, answer) => {
    const { status, body } = await answerTo(answer);
    expect([status, body]).toEqual([502, '{"error":"failed"}']);
  });
});

describe('a function that fails', () => {
  test('is a 502 to the sender, with the reason for who runs it', async () => {
    const door = await openFunctionDoor({ answer: () => Promise.reject(new Error('Task timed out after 10.00 seconds')) });
    expect((await door.send({ target: '/prod/hooks' })).status).toBe(502);
    expect(door.refused).toMatchObject([{ status: 502, error: 'DEFAULT_5XX: the function failed: Task timed out after 10.00 seconds' }]);
  });

  test('is a 504 where it does not answer in time', async () => {
    const door = await openFunctionDoor({ answer: () => new Promise(() => { /* hangs */ }), integration: { TimeoutInMillis: 50 } });
    expect((await door.send({ target: '/prod/hooks' })).status).toBe(504);
    expect(door.refused).toMatchObject([{ error: 'INTEGRATION_TIMEOUT: the function did not answer within 50 ms' }]);
  });

  test('is a 500 where it is not run here', async () => {
    const door = await openFunctionDoor({ integration: { Uri: URI.replace(NAME, 'Other') } });
    expect((await door.send({ target: '/prod/hooks' })).status).toBe(500);
  });
});

test('an event that would be too large for Lambda is refused before it is called', async () => {
  const door = await openFunctionDoor();
  expect((await door.send({ target: '/prod/hooks', body: Buffer.alloc(7 * 1_048_576, 'x') })).status).toBe(413);
  expect(door.events).toEqual([]);
});

describe('the local stack', () => {
  const sent = { messageId: 'm1', group: 'acme', sequenceNumber: '1' };

  test('is told of a webhook that the function put on the queue', async () => {
    const door = await openFunctionDoor({ sent });
    await door.send({ target: '/prod/hooks', body: '{"a":1}' });
    expect(door.accepted).toMatchObject([{ ...sent, method: 'POST', path: '/prod/hooks', body: Buffer.from('{"a":1}') }]);
    expect(door.refused).toEqual([]);
  });

  test('is told of one that the function refused', async () => {
    const door = await openFunctionDoor({ answer: JSON.stringify({ statusCode: 401, body: '{"error":"signature_invalid"}' }) });
    await door.send({ target: '/prod/hooks' });
    expect(door.refused).toMatchObject([{ status: 401, error: 'the function door answered signature_invalid' }]);
  });

  test('is told nothing of a challenge', async () => {
    const door = await openFunctionDoor();
    await door.send({ target: '/prod/hooks' });
    expect([...door.accepted, ...door.refused]).toEqual([]);
  });
});

test.each([
  [{ Uri: 'arn:aws:apigateway:eu-central-1:lambda:action/Invoke' }, 'the Uri arn:aws:apigateway:eu-central-1:lambda:action/Invoke is not emulated'],
  [{ IntegrationHttpMethod: 'GET' }, 'the IntegrationHttpMethod GET is not emulated; emulated is POST'],
  [{ Type: 'HTTP_PROXY' }, 'the type HTTP_PROXY is not emulated; emulated is AWS, AWS_PROXY and MOCK'],
])('an integration that would be called otherwise is an error: %j', async (integration, message) => {
  await expect(openFunctionDoor({ integration })).rejects.toThrow(message);
});
