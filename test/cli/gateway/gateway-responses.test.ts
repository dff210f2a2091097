import { openDoor, openQueueDoor } from './support/door';
import { gatewayResponse, METHOD_RESPONSES, method, mockIntegration, restApi, stage } from './support/stack';

const API_WITH_A_GET = [restApi(), stage(), method('GET', 'Api.RootResourceId', { Integration: mockIntegration(''), MethodResponses: METHOD_RESPONSES })];

describe('a gateway response', () => {
  test('without customisation has AWS\'s status, body, exception and ids', async () => {
    const door = await openDoor(API_WITH_A_GET);
    const { status, body, headers } = await door.send({ headers: [['x-amzn-RequestId', 'mine']] });
    expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-errortype': 'MissingAuthenticationTokenException',
      'x-amzn-requestid': 'mine',
      'x-amz-apigw-id': expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
    });
  });

  test.each([
    ['MISSING_AUTHENTICATION_TOKEN', { StatusCode: '404' }, 404],
    ['DEFAULT_4XX', { StatusCode: '410' }, 410],
    ['DEFAULT_4XX', {}, 403],
    ['DEFAULT_5XX', { StatusCode: '599' }, 403],
    ['THROTTLED', { StatusCode: '410' }, 403],
  ])('customised for %s with %o changes the status of an unknown route to %i', async (type, properties, status) => {
    const door = await openDoor([...API_WITH_A_GET, gatewayResponse(type, properties)]);
    expect((await door.send()).status).toBe(status);
  });

  test('puts variables into its template, and static headers', async () => {
    const template = '{"error":$context.error.messageString,"type":"${context.error.responseType}","id":"$context.extendedRequestId","tier":"$stageVariables.tier","none":"$context.none.x"}';
    const response = gatewayResponse('MISSING_AUTHENTICATION_TOKEN', {
      StatusCode: 404,
      ResponseTemplates: { 'application/json': template },
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'5'" },
    });
    const door = await openDoor([restApi(), stage({ Variables: { tier: 'gold' } }), response]);
    const { status, body, headers } = await door.send();
    expect([status, headers.get('retry-after')]).toEqual([404, '5']);
    expect(JSON.parse(body)).toEqual({ error: 'Missing Authentication Token', type: 'MISSING_AUTHENTICATION_TOKEN', id: headers.get('x-amz-apigw-id'), tier: 'gold', none: '' });
  });

  test('is chosen by what the sender accepts', async () => {
    const templates = { 'application/json': 'json', 'text/plain': 'plain' };
    const door = await openDoor([...API_WITH_A_GET, gatewayResponse('DEFAULT_4XX', { ResponseTemplates: templates })]);
    expect((await door.send({ headers: [['Accept', 'text/plain']] })).body).toBe('plain');
    expect((await door.send()).body).toBe('json');
  });

  test('does not shape the answer to a stage that is not there', async () => {
    const door = await openDoor([...API_WITH_A_GET, gatewayResponse('DEFAULT_4XX', { StatusCode: '404' })]);
    expect(await door.send({ target: '/staging/' })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(door.refused).toMatchObject([{ path: '/staging/', status: 403, error: 'the path is not in the stage prod' }]);
  });

  test('is reported with its reason', async () => {
    const door = await openDoor(API_WITH_A_GET);
    await door.send({ target: '/prod/x?token=secret' });
    expect(door.refused).toEqual([
      {
        buffer: 'Orders',
        at: expect.any(Number),
        method: 'POST',
        path: '/prod/x',
        query: 'token=secret',
        status: 403,
        error: 'MISSING_AUTHENTICATION_TOKEN: the API has no such method or path',
      },
    ]);
  });
});

describe('the queue server', () => {
  test('that does not answer in time is a 504', async () => {
    const door = await openQueueDoor({ TimeoutInMillis: 50 });
    door.queue.answerWith(() => undefined);
    expect(await door.send()).toMatchObject({ status: 504, body: '{"message":"Endpoint request timed out"}' });
    expect(door.refused[0]?.error).toBe('INTEGRATION_TIMEOUT: the queue server did not answer within 50 ms');
  });

  test('that breaks off its answer is a 504', async () => {
    const door = await openQueueDoor();
    door.queue.answerWith(response => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{');
      setImmediate(() => response.destroy());
    });
    expect((await door.send()).status).toBe(504);
  });

  test('that is not there is a 504', async () => {
    const door = await openQueueDoor();
    await door.queue.close();
    expect((await door.send()).status).toBe(504);
    expect(door.refused[0]?.error).toContain('INTEGRATION_FAILURE: the queue server cannot be reached');
  });
});
