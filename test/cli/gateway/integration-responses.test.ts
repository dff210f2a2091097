import { mocked, openDoor, openQueueDoor } from './support/door';
import { answer } from './support/queue-server';
import { METHOD_RESPONSES, method, mockIntegration, restApi, stage } from './support/stack';

const RESPONSES = [
  { StatusCode: '202', SelectionPattern: '2\\d{2}', ResponseTemplates: { 'application/json': 'taken' } },
  { StatusCode: '503', SelectionPattern: '5\\d{2}|429', ResponseTemplates: { 'application/json': 'later' } },
  { StatusCode: '502', ResponseTemplates: { 'application/json': 'other' } },
];

async function openAnsweringDoor(responses: readonly object[], parameters: readonly string[] = []) {
  const announced = ['200', '202', '502', '503'].map(StatusCode => ({ StatusCode, ResponseParameters: Object.fromEntries(parameters.map(name => [name, true])) }));
  const { Integration } = { Integration: mockIntegration('') };
  return openDoor([
    restApi(), stage(),
    method('POST', 'Api.RootResourceId', {
      Integration: {
        ...Integration,
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:aws-cn:apigateway:cn-north-1:sqs:path//000000000000/Webhooks',
        IntegrationResponses: responses,
      },
      MethodResponses: announced,
    }),
  ]);
}

describe('the integration response', () => {
  test.each([
    [200, 202, 'taken'],
    [204, 202, 'taken'],
    [500, 503, 'later'],
    [429, 503, 'later'],
    [400, 502, 'other'],
    [301, 502, 'other'],
  ])('for the status %i of the integration has the status %i', async (status, expected, body) => {
    const door = await openAnsweringDoor(RESPONSES);
    door.queue.answerWith(answer(status, status === 204 ? '' : '{}'));
    expect(await door.send()).toMatchObject({ status: expected, body });
  });

  test('needs a pattern that matches the whole status', async () => {
    const door = await openAnsweringDoor([{ StatusCode: '202', SelectionPattern: '2' }, { StatusCode: '502' }]);
    expect((await door.send()).status).toBe(502);
  });

  test('takes an empty pattern for none', async () => {
    const door = await openAnsweringDoor([{ StatusCode: '502', SelectionPattern: '' }]);
    expect((await door.send()).status).toBe(502);
  });

  test('that is missing is a 500', async () => {
    const door = await openAnsweringDoor([{ StatusCode: '202', SelectionPattern: '5..' }]);
    expect((await door.send()).status).toBe(500);
    expect(door.refused[0]?.error).toBe('API_CONFIGURATION_ERROR: no integration response matches the status 200, and there is no default');
  });

  test('posts to the queue that the URI names', async () => {
    const door = await openAnsweringDoor(RESPONSES);
    await door.send();
    expect(door.queue.received[0]?.path).toBe('/000000000000/Webhooks');
  });

  test('sets headers to texts and to those of the integration', async () => {
    const header = (name: string) => `method.response.header.${name}`;
    const parameters = { [header('Allow')]: "'POST, PUT'", [header('X-Type')]: 'integration.response.header.Content-Type', [header('X-None')]: 'integration.response.header.X-None' };
    const door = await openAnsweringDoor([{ StatusCode: '200', ResponseParameters: parameters }], Object.keys(parameters));
    const { headers } = await door.send();
    expect(headers.get('allow')).toBe('POST, PUT');
    expect(headers.get('x-type')).toBe('application/x-amz-json-1.0');
    expect(headers.has('x-none')).toBe(false);
  });

  test('can have a Content-Type of its own', async () => {
    const parameters = { 'method.response.header.Content-Type': "'text/plain'" };
    const door = await openAnsweringDoor([{ StatusCode: '200', ResponseParameters: parameters }], Object.keys(parameters));
    expect((await door.send()).headers.get('content-type')).toBe('text/plain');
  });

  test('reads the answer of the integration, and the request that led to it', async () => {
    const template = "$input.path('$.MessageId') $input.params('X-A') $context.httpMethod $stageVariables.tier";
    const door = await openQueueDoor({ IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': template } }] }, { stage: { Variables: { tier: 'gold' } } });
    expect((await door.send({ headers: [['X-A', 'x']] })).body).toBe('message-1 x POST gold');
  });
});

describe('$context.responseOverride', () => {
  test.each([
    ['503', 503],
    ['444', 444],
    ['99', 200],
    ['600', 200],
    ["'503'", 200],
  ])('sets the status to %s: %i', async (status, expected) => {
    expect((await mocked(`#set($context.responseOverride.status = ${status})`)).status).toBe(expected);
  });

  test('sets headers in each way of writing them', async () => {
    const { headers } = await mocked('#set($context.responseOverride.header["Retry-After"] = "5")#set($context.responseOverride.header.X-A = 1)$!context.responseOverride.header.put("X-B", "c")');
    expect(Object.fromEntries(headers)).toMatchObject({ 'retry-after': '5', 'x-a': '1', 'x-b': 'c' });
  });

  test.each(['"X-A"] = "a${lineBreak}b"', '"X A"] = "b"', '"X-A"] = "€"'])('of a header that HTTP does not allow is a 500: %s', async assignment => {
    expect((await mocked(`#set($lineBreak = $util.urlDecode("%0D%0A"))#set($context.responseOverride.header[${assignment})`)).status).toBe(500);
  });

  test('by the request template reaches the response template of a mock', async () => {
    const answered = await mocked('$context.responseOverride.custom', '#set($context.responseOverride.custom = "shared"){"statusCode":200}');
    expect(answered.body).toBe('shared');
  });

  test('by the request template does not reach the response template of an integration with SQS', async () => {
    const door = await openQueueDoor({
      RequestTemplates: { 'application/json': '#set($context.responseOverride.custom = "shared"){}' },
      IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '[$context.responseOverride.custom]' } }],
    });
    expect((await door.send()).body).toBe('[]');
  });
});

describe('a mock', () => {
  test.each([
    ['{"statusCode":200}', 200],
    ['{statusCode: 200}', 200],
    ["#if($context.httpMethod == 'POST'){'statusCode': 200}#end", 200],
    ['{"statusCode":"200"}', 500],
    ['{"statusCode":', 500],
    ['{}', 500],
    ['200', 500],
  ])('whose request template gives %s answers %i', async (template, status) => {
    expect((await mocked('', template)).status).toBe(status);
  });

  test('answers by its response template', async () => {
    expect((await mocked('$input.params("challenge")', undefined, { target: '/prod/?challenge=abc' })).body).toBe('abc');
  });

  test('that refuses is reported, one that answers is not', async () => {
    const door = await openDoor([
      restApi(), stage(),
      method('GET', 'Api.RootResourceId', { Integration: mockIntegration('', undefined, { StatusCode: '405' }), MethodResponses: [{ StatusCode: '405' }] }),
      method('HEAD', 'Api.RootResourceId', { Integration: mockIntegration(''), MethodResponses: METHOD_RESPONSES }),
    ]);
    await door.send({ method: 'GET' });
    await door.send({ method: 'HEAD' });
    expect(door.refused).toMatchObject([{ buffer: 'Orders', method: 'GET', path: '/prod/', status: 405 }]);
  });
});
