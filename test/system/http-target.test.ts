import { randomBytes } from 'node:crypto';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { System, headerValues } from './support/system';
import { RequestSigning, TargetAuthentication, WebhookSecret, WebhookTarget } from '../../src';
import { Backend } from '../lambda/support/backend';

jest.setTimeout(60_000);

const URL_OF_BACKEND = 'https://orders.example.com/hooks';
const LOGIN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:login-a1b2c3';
const ATTEMPT = 'webhook-buffer-attempt';

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(...given: Parameters<typeof System.start>): Promise<System> {
  const system = await System.start(...given);
  stops.push(() => system.stop());
  return system;
}

/** Neither log lines nor table hold any of them. */
async function expectHidden(system: System, ...secrets: string[]): Promise<void> {
  const told = system.printed.join('\n') + JSON.stringify(await system.table.attempts());
  for (const secret of secrets) expect(told).not.toContain(secret);
  expect(system.problems).toEqual([]);
}

test('F31: credentials are read where AWS keeps them, and told to nobody but the backend, even if that repeats them', async () => {
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, {
      authentication: TargetAuthentication.bearer(WebhookSecret.fromSecretsManager(new Secret(stack, 'Backend'), 'token')),
      secretHeaders: {
        'X-Backend': WebhookSecret.fromParameterStore(StringParameter.fromSecureStringParameterAttributes(stack, 'Key', { parameterName: '/backend/key' })),
      },
      headers: { 'X-Tenant': 'acme' },
    }),
  }), {
    secrets: { 'Shop/Backend': JSON.stringify({ token: 'bearer-hunter2' }), '/backend/key': 'key-hunter2' },
    backend: {
      behaviour: ({ headers }) => {
        const first = headers.some(([name, value]) => name === ATTEMPT && value === '1');
        return { status: first ? 500 : 200, headers: { 'X-Echo': JSON.stringify(headers) }, body: `you sent ${JSON.stringify(headers)}` };
      },
    },
  });
  const messageId = await system.accept('/', { headers: { 'Authorization': 'Bearer forged', 'X-Backend': 'forged', 'X-Tenant': 'forged' } });
  await system.drained();
  for (const request of system.requests()) {
    expect(['authorization', 'x-backend', 'x-tenant'].map(name => headerValues(request, name))).toEqual([['Bearer bearer-hunter2'], ['key-hunter2'], ['acme']]);
  }
  expect(await system.attempts(messageId)).toMatchObject([{ status: 'RETRY', responseBody: expect.stringContaining('you sent') as string }, { status: 'DELIVERED' }]);
  await expectHidden(system, 'hunter2');
});

test('F30: while a secret cannot be read, webhooks wait, and nothing is sent', async () => {
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, {
      authentication: TargetAuthentication.basic({
        username: WebhookSecret.fromSecretsManager(Secret.fromSecretCompleteArn(stack, 'Login', LOGIN), 'user'),
        password: WebhookSecret.fromSecretsManager(new Secret(stack, 'Password')),
      }),
    }),
  }), { secrets: { [LOGIN]: '{}', 'Shop/Password': 'password-hunter2' } });
  const messageId = await system.accept('/');
  while (!(await system.attempts(messageId)).some(({ status }) => status === 'RETRY')) await new Promise(resolve => setTimeout(resolve, 20));
  expect(system.requests()).toEqual([]);
  system.environment.secrets.set(LOGIN, '{"user":"shop"}');
  await system.drained();
  expect(system.requests().map(request => headerValues(request, 'authorization'))).toEqual([[`Basic ${Buffer.from('shop:password-hunter2').toString('base64')}`]]);
  expect((await system.attempts(messageId))[0]).toMatchObject({ status: 'RETRY', errorCode: 'SECRET_UNAVAILABLE' });
  await expectHidden(system, 'hunter2', Buffer.from('shop:password-hunter2').toString('base64'));
});

test('an access token is got from the token endpoint once, and goes with each webhook', async () => {
  const endpoint = await Backend.start(response => { response.end('{"access_token":"access-hunter2","token_type":"bearer","expires_in":3600}'); });
  stops.push(() => endpoint.stop());
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, {
      allowHttp: true,
      authentication: TargetAuthentication.oauth2ClientCredentials({
        tokenUrl: `${endpoint.url}/token`, clientId: 'shop', clientSecret: WebhookSecret.fromSecretsManager(new Secret(stack, 'Client')), scope: 'hooks',
      }),
    }),
  }), { secrets: { 'Shop/Client': 'client-hunter2' } });
  for (let count = 0; count < 5; count++) await system.accept('/');
  await system.drained();
  expect(system.requests().map(request => headerValues(request, 'authorization'))).toEqual(Array(5).fill(['Bearer access-hunter2']));
  // Each execution environment has its own.
  expect(endpoint.requests.length).toBeLessThanOrEqual(2);
  expect(endpoint.requests[0].headers.authorization).toBe(`Basic ${Buffer.from('shop:client-hunter2').toString('base64')}`);
  await expectHidden(system, 'hunter2');
});

test('a token endpoint that is not on this machine is stood in for', async () => {
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, {
      authentication: TargetAuthentication.oauth2ClientCredentials({
        tokenUrl: 'https://login.example.com/token', clientId: 'shop', clientSecret: WebhookSecret.fromSecretsManager(new Secret(stack, 'Client')),
      }),
    }),
  }));
  await system.accept('/');
  await system.drained();
  expect(headerValues(system.requests()[0], 'authorization')).toEqual([expect.stringMatching(/^Bearer [\w-]{32}$/)]);
});

test('what the forwarder signs is taken for genuine by the library of Standard Webhooks, in each attempt', async () => {
  const key = `whsec_${randomBytes(32).toString('base64')}`;
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, { signing: RequestSigning.standardWebhooks(WebhookSecret.fromSecretsManager(new Secret(stack, 'Signing'))) }),
  }), {
    secrets: { 'Shop/Signing': key },
    backend: { behaviour: ({ headers }) => ({ status: headers.some(([name, value]) => name === ATTEMPT && value === '1') ? 503 : 200 }) },
  });
  const messageId = await system.accept('/', { body: '{"order":"ü"}', headers: { 'webhook-id': 'forged', 'webhook-signature': 'v1,forged' } });
  await system.drained();
  expect(system.requests()).toHaveLength(2);
  for (const request of system.requests()) {
    expect(headerValues(request, 'webhook-id')).toEqual([messageId]);
    const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect(new StandardWebhook(key).verify(request.body, headers)).toEqual({ order: 'ü' });
  }
  await expectHidden(system, key, key.slice(6));
});

test('certificates of a target that is stood in for are not asked for', async () => {
  const system = await start(stack => ({
    target: WebhookTarget.http(URL_OF_BACKEND, { certificateAuthorities: WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(stack, 'Authority', 'authority')) }),
  }));
  await system.accept('/');
  await system.drained();
  expect(system.requests()).toHaveLength(1);
});
