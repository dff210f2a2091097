import { openDoor, openQueueDoor } from './support/door';
import { METHOD_RESPONSES, method, mockIntegration, queueIntegration, resource, restApi, stackOf, stage } from './support/stack';
import type { ResolvedResource } from '../../../cli/local/assembly/resolved-stack';
import { readRestApi } from '../../../cli/local/gateway';

type Properties = { readonly [name: string]: unknown };

const of = (logicalId: string, type: string, properties: Properties): ResolvedResource => ({ logicalId, type: `AWS::ApiGateway::${type}`, properties });
const PLAN = of('Plan', 'UsagePlan', { ApiStages: [{ ApiId: 'Api', Stage: 'Stage' }] });
const join = (key: string, plan = 'Plan') => of(`Join${key}`, 'UsagePlanKey', { KeyId: key, KeyType: 'API_KEY', UsagePlanId: plan });
const key = (logicalId: string, properties: Properties = {}) => of(logicalId, 'ApiKey', { Enabled: true, ...properties });

describe('an API key', () => {
  const open = () => openDoor([
    restApi(), stage(), PLAN, join('Mine'), key('Mine', { Value: 'mine-mine-mine-mine-mine' }),
    key('Loose', { Value: 'loose' }), join('Off'), key('Off', { Value: 'off', Enabled: false }),
    of('OtherPlan', 'UsagePlan', { ApiStages: [{ ApiId: 'Other', Stage: 'prod' }] }), join('Other', 'OtherPlan'), key('Other', { Value: 'other' }),
    method('ANY', 'Api.RootResourceId', { ApiKeyRequired: true, Integration: queueIntegration(), MethodResponses: METHOD_RESPONSES }),
    method('GET', 'Api.RootResourceId', { Integration: mockIntegration('hello'), MethodResponses: METHOD_RESPONSES }),
  ]);

  test('of the usage plan lets in', async () => {
    const door = await open();
    expect((await door.send({ headers: [['x-api-key', 'mine-mine-mine-mine-mine']] })).status).toBe(200);
  });

  test.each(['loose', 'off', 'other', 'MINE', ''])('that is none of the usage plan does not, and nothing is queued: %j', async value => {
    const door = await open();
    expect(await door.send({ headers: [['x-api-key', value]] })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(door.queue.received).toEqual([]);
    expect(door.refused[0]?.error).toBe('INVALID_API_KEY: x-api-key is none of the usage plan');
  });

  test('is asked of no other method', async () => {
    const door = await open();
    expect((await door.send({ method: 'GET' })).body).toBe('hello');
  });

  test('has limits that are named as not emulated', () => {
    const plan = of('Plan', 'UsagePlan', { ...PLAN.properties, Quota: { Limit: 1 }, Throttle: {} });
    expect(readRestApi(stackOf(restApi(), stage(), plan), 'Api').notEmulated).toEqual(['Quota of the usage plan', 'Throttle of the usage plan']);
  });

  test('that API Gateway would generate is made up, the same each time', () => {
    const read = () => readRestApi(stackOf(restApi(), stage(), PLAN, join('Made'), key('Made')), 'Api').apiKeys;
    expect(read()).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(read()).toEqual(read());
  });
});

describe('an allow-list', () => {
  const policy = (...addresses: string[]) => ({
    Statement: [{ Effect: 'Allow' }, { Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': addresses.length === 1 ? addresses[0] : addresses } } }],
  });

  test.each([[['127.0.0.1']], [['192.0.2.7', '127.0.0.0/8']]])('lets in who is on it: %j', async addresses => {
    const door = await openQueueDoor({}, { api: { Policy: policy(...addresses) } });
    expect((await door.send()).status).toBe(200);
  });

  test.each([[['192.0.2.7']], [['192.0.2.0/24', '2001:db8::/32']], [['::1']]])('lets in nobody else, and nothing is queued: %j', async addresses => {
    const door = await openQueueDoor({}, { api: { Policy: policy(...addresses) } });
    expect((await door.send()).status).toBe(403);
    expect(door.queue.received).toEqual([]);
    expect(door.refused[0]?.error).toMatch(/the resource policy does not let in 127\.0\.0\.1; list it/);
  });

  test.each<[Properties]>([[{}], [{ Statement: [{ Effect: 'Allow' }] }], [{ Statement: [{ Effect: 'Allow' }, { Effect: 'Deny', Condition: { Bool: {} } }] }]])('is not read into another policy, which is named as not emulated: %j', Policy => {
    const api = readRestApi(stackOf(restApi({ Policy }), stage()), 'Api');
    expect(api).toMatchObject({ allowedAddresses: undefined, notEmulated: ['Policy'] });
  });
});

describe('a method of others on a shared API', () => {
  const others = [
    resource('Users', 'users'),
    method('GET', 'Users', { AuthorizationType: 'AWS_IAM', Integration: { Type: 'AWS_PROXY' } }),
    method('POST', 'Users', { Integration: mockIntegration('known'), MethodResponses: METHOD_RESPONSES }),
  ];
  const shared = [
    restApi(), stage(), ...others, resource('Below', '{below+}'),
    ...['Api.RootResourceId', 'Below'].map(place => method('ANY', place, { Integration: queueIntegration(), MethodResponses: METHOD_RESPONSES })),
  ];

  test('that is not emulated is named, and hinders no route', () => {
    const api = readRestApi(stackOf(...shared), 'Api', { routes: ['/'] });
    expect(api.notEmulated).toEqual(['GET /users']);
    expect(api.methods).toHaveLength(4);
  });

  test('that is not emulated is an error at a route', () => {
    expect(() => readRestApi(stackOf(...shared), 'Api', { routes: ['/users'] })).toThrow('the authorization AWS_IAM is not emulated');
  });

  test('takes its path from the routes all the same, and answers nothing', async () => {
    const door = await openDoor(shared, { routes: ['/'] });
    expect((await door.send({ method: 'GET', target: '/prod/users' })).status).toBe(500);
    expect((await door.send({ target: '/prod/users' })).body).toBe('known');
    expect((await door.send({ target: '/prod/other' })).status).toBe(200);
    expect(door.refused[0]?.error).toBe('API_CONFIGURATION_ERROR: this method is not one of the buffer, and not emulated');
  });

  test('may be at another stage', () => {
    const second = { ...stage({ StageName: 'test' }), logicalId: 'Second' };
    expect(readRestApi(stackOf(restApi(), stage(), second), 'Api', { stage: 'Second' }).stage).toBe('test');
  });
});
