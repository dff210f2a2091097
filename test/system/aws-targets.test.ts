import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AttemptTableReader, receiveAll, type StoredAttempt } from './support/observe';
import { startSkippingStack, type SkippingStack } from './support/skipping-stack';
import { synthesize } from './support/synthesize';
import type { LocalBuffer } from '../../cli/local/local-buffer';
import type { ServiceBehaviour, ServiceCall, ServiceServer } from '../../cli/local/services/service-server';
import { ExhaustedAction, LambdaTargetEvent, MessageContent, MessageGrouping, WebhookBuffer, WebhookTarget } from '../../src';

jest.setTimeout(120_000);

const HANDLER = join(__dirname, 'support', 'target-function');

/** One buffer for each kind of target. */
function addBuffers(stack: Stack): void {
  const buffer = (id: string, target: WebhookTarget): void => {
    new WebhookBuffer(stack, id, { target, path: '/hooks', grouping: MessageGrouping.header('x-group'), onExhausted: ExhaustedAction.DEAD_LETTER });
  };
  const imported = LambdaFunction.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:us-east-1:111122223333:function:imported');
  const fn = new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(HANDLER) });
  buffer('Invoked', WebhookTarget.lambda(fn));
  buffer('Imitated', WebhookTarget.lambda(imported, { event: LambdaTargetEvent.WEBHOOK }));
  buffer('Bus', WebhookTarget.eventBridge(new EventBus(stack, 'EventBus'), { jsonBody: true }));
  buffer('Machine', WebhookTarget.stepFunctions(new StateMachine(stack, 'StateMachine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) })));
  buffer('Fifo', WebhookTarget.sqs(new Queue(stack, 'Orders', { fifo: true })));
  buffer('Standard', WebhookTarget.sqs(Queue.fromQueueArn(stack, 'Elsewhere', 'arn:aws:sqs:eu-west-1:111122223333:elsewhere'), { content: MessageContent.BODY }));
  buffer('Topic', WebhookTarget.sns(new Topic(stack, 'Notices', { fifo: true }), { content: MessageContent.BODY }));
}

let assembly: string;
let running: SkippingStack;
let services: ServiceServer;
const problems: string[] = [];

beforeAll(async () => {
  assembly = synthesize(addBuffers);
  running = await startSkippingStack({ assembly });
  services = [...running.stack.environments.values()][0].services;
  running.stack.events.on('invocation', ({ error }) => { if (error !== undefined) problems.push(error); });
  running.stack.events.on('problem', ({ message }) => problems.push(message));
});
afterAll(async () => {
  await running.stop();
  rmSync(assembly, { recursive: true });
});
afterEach(() => services.setBehaviour(() => ({})));

const bufferOf = (name: string): LocalBuffer => {
  const buffer = running.stack.buffers.find(given => given.name === `Shop/${name}`);
  if (!buffer) throw new Error(`no buffer ${name}`);
  return buffer;
};

interface Circumstances {
  readonly headers?: Record<string, string>;
  readonly behave?: (call: ServiceCall) => ServiceBehaviour;
}

/** Posts a webhook, and waits until the buffer is done with it; its message id. */
async function deliver(name: string, body: string | Buffer, { headers = {}, behave }: Circumstances = {}): Promise<string> {
  if (behave) services.setBehaviour(behave);
  const response = await fetch(`${bufferOf(name).urls[0]}/a%2Fb?x=1&y=2`, {
    method: 'POST', body: new Uint8Array(Buffer.from(body)), headers: { 'content-type': 'application/json', 'x-group': 'acme', ...headers },
  });
  expect(response.status).toBe(200);
  const { messageId } = await response.json() as { readonly messageId: string };
  expect(await running.stack.drain(60_000)).toBe(0);
  return messageId;
}

async function attemptsOf(name: string, messageId: string): Promise<StoredAttempt[]> {
  const { tableName, endpoints } = bufferOf(name);
  const table = new AttemptTableReader(tableName, endpoints.dynamodbEndpoint);
  const attempts = (await table.attempts()).filter(attempt => attempt.messageId === messageId);
  table.close();
  return attempts;
}

const deadLettersOf = (name: string) => receiveAll(bufferOf(name).deadLetterQueueUrl, bufferOf(name));
const callsOf = (messageId: string) => services.calls.filter(call => JSON.stringify(call).includes(messageId));
const once = (behaviour: ServiceBehaviour) => {
  let done = false;
  return (): ServiceBehaviour => {
    if (done) return {};
    done = true;
    return behaviour;
  };
};

describe('a Lambda function of the app', () => {
  test('runs, and is given the event of a proxy integration', async () => {
    const messageId = await deliver('Invoked', '{"order":1}');
    const [attempt] = await attemptsOf('Invoked', messageId);
    expect(attempt).toMatchObject({ status: 'DELIVERED', httpStatus: 201 });
    expect(JSON.parse(attempt.responseBody ?? '')).toEqual({ method: 'POST', path: '/hooks/a%2Fb', query: { x: ['1'], y: ['2'] }, body: '{"order":1}', id: messageId });
  });

  test('F32 that answers 500 has failed', async () => {
    const messageId = await deliver('Invoked', '{"fail":"answer"}');
    expect((await attemptsOf('Invoked', messageId)).map(({ status, httpStatus }) => [status, httpStatus])).toEqual([['RETRY', 500], ['DELIVERED', 201]]);
  });

  test('F32 that throws has failed, and its error is in the log without its secrets', async () => {
    const messageId = await deliver('Invoked', '{"fail":"throw"}');
    const [failed, delivered] = await attemptsOf('Invoked', messageId);
    expect(failed).toMatchObject({ status: 'RETRY', errorCode: 'FUNCTION_ERROR', responseBody: expect.stringContaining('broken') as string });
    expect(failed.responseBody).not.toContain('hunter2');
    expect(delivered.status).toBe('DELIVERED');
  });
});

describe('a Lambda function elsewhere', () => {
  test('is imitated, and given the JSON of the webhook', async () => {
    const messageId = await deliver('Imitated', Buffer.from([0xff, 0xfe]), { headers: { 'content-type': 'application/octet-stream' } });
    const [{ resource, content }] = callsOf(messageId);
    expect(resource).toBe('arn:aws:lambda:us-east-1:111122223333:function:imported');
    expect(JSON.parse(content)).toMatchObject({ version: 1, messageId, group: 'acme', route: '/hooks', path: '/hooks/a%2Fb', bodyEncoding: 'base64', body: '//4=' });
  });
});

describe('EventBridge', () => {
  test('gets an event whose detail has the JSON of the body', async () => {
    const messageId = await deliver('Bus', '{"order":{"total":12345678901234567890}}');
    const [{ input, content }] = callsOf(messageId);
    expect(input).toMatchObject({ Source: 'webhook-buffer', DetailType: 'Webhook', EventBusName: expect.stringMatching(/^arn:aws:events:/) as string });
    expect(content).toContain('"bodyEncoding":"json","body":{"order":{"total":12345678901234567890}}');
  });

  test('F32 that answers 200 with a failed entry has not taken it', async () => {
    const messageId = await deliver('Bus', '{}', { behave: once({ failedEntry: { code: 'ThrottlingException' } }) });
    expect((await attemptsOf('Bus', messageId)).map(({ status, errorCode }) => [status, errorCode])).toEqual([['RETRY', 'ThrottlingException'], ['DELIVERED', undefined]]);
  });
});

describe('Step Functions', () => {
  test('F32 starts one execution, however often it is asked to', async () => {
    const lost = once({ action: 'reset' });
    services.setBehaviour(() => ({}));
    const messageId = await deliver('Machine', '{"order":1}', { behave: lost });
    expect(callsOf(messageId).map(({ input }) => input.name)).toEqual([messageId, messageId]);
    expect((await attemptsOf('Machine', messageId)).map(({ status, outcomeUnknown }) => [status, outcomeUnknown])).toEqual([['RETRY', true], ['DELIVERED', undefined]]);
  });

  test('F32 is not asked to take more than an input holds', async () => {
    const messageId = await deliver('Machine', JSON.stringify({ filler: 'x'.repeat(262_144) }));
    expect(callsOf(messageId)).toEqual([]);
    expect(await attemptsOf('Machine', messageId)).toMatchObject([{ status: 'PERMANENT', errorCode: 'TARGET_PAYLOAD_TOO_LARGE' }]);
    expect(await deadLettersOf('Machine')).toHaveLength(1);
  });
});

describe('SQS', () => {
  test('a FIFO queue of the app gets group and deduplication id', async () => {
    const messageId = await deliver('Fifo', '{"order":1}');
    const [{ Body, Attributes, MessageAttributes }] = await receiveAll(bufferOf('Fifo').targetUrl, bufferOf('Fifo'));
    expect(JSON.parse(Body ?? '')).toMatchObject({ messageId, bodyEncoding: 'text', body: '{"order":1}', query: { x: ['1'], y: ['2'] }, headers: { 'x-group': ['acme'] } });
    expect(Attributes).toMatchObject({ MessageGroupId: 'acme', MessageDeduplicationId: messageId });
    expect(MessageAttributes?.['webhook-buffer-path']?.StringValue).toBe('/hooks/a%2Fb?x=1&y=2');
  });

  test('a queue elsewhere is imitated, and gets the body alone', async () => {
    await deliver('Standard', '{"order":2}');
    const [{ Body, MessageAttributes }] = await receiveAll(bufferOf('Standard').targetUrl, bufferOf('Standard'));
    expect(Body).toBe('{"order":2}');
    expect(MessageAttributes).toMatchObject({ 'webhook-buffer-body-encoding': { StringValue: 'text' }, 'webhook-buffer-content-type': { StringValue: 'application/json' } });
    expect(bufferOf('Standard').targetUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });
});

describe('SNS', () => {
  test('a FIFO topic gets body, group and deduplication id', async () => {
    const messageId = await deliver('Topic', 'a=1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const [{ content, input }] = callsOf(messageId);
    expect(content).toBe('a=1');
    expect(input).toMatchObject({ MessageGroupId: 'acme', MessageDeduplicationId: messageId });
  });

  test('F32 that refuses access is tried again slowly', async () => {
    const messageId = await deliver('Topic', 'b', { behave: once({ error: { code: 'AuthorizationError', status: 403 } }) });
    const [failed, delivered] = await attemptsOf('Topic', messageId);
    expect(failed).toMatchObject({ status: 'RETRY', httpStatus: 403 });
    expect(Date.parse(failed.retryAt ?? '') - Date.parse(failed.startedAt)).toBeGreaterThanOrEqual(30_000);
    expect(delivered.status).toBe('DELIVERED');
  });
});

test('what stands in for each of them is said', () => {
  const standIns = running.stack.buffers.map(({ name, standIns: [first, ...more] }) => [name.slice('Shop/'.length), first, more]);
  expect(standIns).toEqual([
    ['Invoked', expect.stringMatching(/^function Shop-Fn\w+ runs its code/) as string, []],
    ['Imitated', 'arn:aws:lambda:us-east-1:111122223333:function:imported is imitated: it takes whatever it is given', []],
    ['Bus', expect.stringMatching(/^arn:aws:events:.* is imitated/) as string, []],
    ['Machine', expect.stringMatching(/^arn:aws:states:.* is imitated/) as string, []],
    ['Fifo', expect.stringMatching(/^queue Shop-Orders\w+\.fifo is on the local SQS$/) as string, []],
    ['Standard', 'queue elsewhere is on the local SQS, as a new one', []],
    ['Topic', expect.stringMatching(/^arn:aws:sns:.* is imitated/) as string, []],
  ]);
  expect(running.stack.typesNotRun).not.toContain('AWS::Lambda::Function');
});

test('no invocation failed, and nothing left this machine', () => {
  expect(problems).toEqual([]);
  for (const { targetUrl } of running.stack.buffers) expect(new URL(targetUrl).hostname).toBe('127.0.0.1');
});
