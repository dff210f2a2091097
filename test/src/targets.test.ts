import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { forwarderConfigurationOf, statementsOf, target as httpTarget } from './support';
import { LambdaTargetEvent, MessageContent, WebhookBuffer, WebhookTarget } from '../../src';

const HERE = { env: { account: '111122223333', region: 'eu-west-1' } };

function functionIn(scope: Stack, timeout?: Duration): LambdaFunction {
  return new LambdaFunction(scope, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('0'), timeout });
}

function stateMachineIn(scope: Stack): StateMachine {
  return new StateMachine(scope, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(scope, 'Pass')) });
}

interface Kind {
  readonly kind: string;
  readonly action: string;
  /** In the stack that is given. */
  readonly made: (scope: Stack) => { readonly target: WebhookTarget; readonly arn: string };
  readonly imported: (scope: Stack, arn: string) => WebhookTarget;
  readonly importedArn: string;
}

const KINDS: readonly Kind[] = [
  {
    kind: 'lambda',
    action: 'lambda:InvokeFunction',
    made(scope) {
      const fn = functionIn(scope);
      return { target: WebhookTarget.lambda(fn), arn: fn.functionArn };
    },
    imported: (scope, arn) => WebhookTarget.lambda(LambdaFunction.fromFunctionArn(scope, 'Imported', arn)),
    importedArn: 'arn:aws:lambda:us-east-1:444455556666:function:orders',
  },
  {
    kind: 'eventBridge',
    action: 'events:PutEvents',
    made(scope) {
      const bus = new EventBus(scope, 'Bus');
      return { target: WebhookTarget.eventBridge(bus), arn: bus.eventBusArn };
    },
    imported: (scope, arn) => WebhookTarget.eventBridge(EventBus.fromEventBusArn(scope, 'Imported', arn)),
    importedArn: 'arn:aws:events:us-east-1:444455556666:event-bus/orders',
  },
  {
    kind: 'stepFunctions',
    action: 'states:StartExecution',
    made(scope) {
      const machine = stateMachineIn(scope);
      return { target: WebhookTarget.stepFunctions(machine), arn: machine.stateMachineArn };
    },
    imported: (scope, arn) => WebhookTarget.stepFunctions(StateMachine.fromStateMachineArn(scope, 'Imported', arn)),
    importedArn: 'arn:aws:states:us-east-1:444455556666:stateMachine:orders',
  },
  {
    kind: 'sqs',
    action: 'sqs:SendMessage',
    made(scope) {
      const queue = new Queue(scope, 'Target');
      return { target: WebhookTarget.sqs(queue), arn: queue.queueArn };
    },
    imported: (scope, arn) => WebhookTarget.sqs(Queue.fromQueueArn(scope, 'Imported', arn)),
    importedArn: 'arn:aws:sqs:us-east-1:444455556666:orders.fifo',
  },
  {
    kind: 'sns',
    action: 'sns:Publish',
    made(scope) {
      const topic = new Topic(scope, 'Topic');
      return { target: WebhookTarget.sns(topic), arn: topic.topicArn };
    },
    imported: (scope, arn) => WebhookTarget.sns(Topic.fromTopicArn(scope, 'Imported', arn)),
    importedArn: 'arn:aws:sns:us-east-1:444455556666:orders.fifo',
  },
];

function bufferWith(target: (stack: Stack) => WebhookTarget, app = new App()): { readonly stack: Stack; readonly buffer: WebhookBuffer } {
  const stack = new Stack(app, 'Shop', HERE);
  return { stack, buffer: new WebhookBuffer(stack, 'Orders', { target: target(stack) }) };
}

const rolesOf = (stack: Stack) => statementsOf(Template.fromStack(stack), 'OrdersForwarderRole');
const OF_EVERY_BUFFER = rolesOf(bufferWith(() => httpTarget).stack).map(statement => JSON.stringify(statement));

/** What the forwarder may do because of its target. */
function granted(stack: Stack): unknown[] {
  return rolesOf(stack).filter(statement => !OF_EVERY_BUFFER.includes(JSON.stringify(statement)));
}

describe.each(KINDS)('a target of kind $kind', ({ kind, action, made, imported, importedArn }) => {
  test('P8: of the same stack takes one action on one resource', () => {
    let arn = '';
    const { stack } = bufferWith(given => {
      const { target, arn: own } = made(given);
      arn = own;
      return target;
    });
    expect(granted(stack)).toEqual([{ Effect: 'Allow', Action: action, Resource: stack.resolve(arn) as unknown }]);
    expect(forwarderConfigurationOf(Template.fromStack(stack))).toMatchObject({ target: { kind } });
  });

  test('P8: of another stack takes one action on one resource, and changes nothing there', () => {
    const app = new App();
    const other = new Stack(app, 'Other', HERE);
    const { target } = made(other);
    const { stack } = bufferWith(() => target, app);
    expect(granted(stack)).toMatchObject([{ Action: action, Resource: { 'Fn::ImportValue': expect.stringMatching(/^Other:/) as string } }]);
    const untouched = new Stack(new App(), 'Other', HERE);
    made(untouched);
    expect(Template.fromStack(other).toJSON().Resources).toEqual(Template.fromStack(untouched).toJSON().Resources);
  });

  test('P8: that is imported takes one action on its ARN', () => {
    const { stack } = bufferWith(given => imported(given, importedArn));
    expect(granted(stack)).toEqual([{ Effect: 'Allow', Action: action, Resource: importedArn }]);
    expect(JSON.stringify(forwarderConfigurationOf(Template.fromStack(stack)))).toContain(kind === 'sqs' ? '/444455556666/orders.fifo' : importedArn);
  });
});

describe('a key of one\'s own', () => {
  test.each([
    ['queue', (stack: Stack, key: Key) => WebhookTarget.sqs(new Queue(stack, 'Target', { encryption: QueueEncryption.KMS, encryptionMasterKey: key }))],
    ['topic', (stack: Stack, key: Key) => WebhookTarget.sns(new Topic(stack, 'Topic', { masterKey: key }))],
  ] as const)('P8: of a %s may be used to write', (_, target) => {
    const { stack } = bufferWith(given => target(given, new Key(given, 'Key')));
    expect(granted(stack)).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } });
  });
});

describe('what the forwarder is told', () => {
  const targetOf = (target: (stack: Stack) => WebhookTarget): unknown =>
    (forwarderConfigurationOf(Template.fromStack(bufferWith(target).stack)) as { readonly target: unknown }).target;
  const busOf = (stack: Stack): IEventBus => EventBus.fromEventBusName(stack, 'Bus', 'orders');

  test('of a FIFO queue and of a message that is the body alone', () => {
    expect(targetOf(stack => WebhookTarget.sqs(new Queue(stack, 'Target', { fifo: true }), { content: MessageContent.BODY, maxMessageBytes: 2_048 })))
      .toMatchObject({ fifo: true, content: 'body', maxMessageBytes: 2_048, totalTimeoutMillis: 20_000, forwardHeaders: [] });
  });

  test('of topics and queues whose size nobody stated', () => {
    expect(targetOf(stack => WebhookTarget.sns(new Topic(stack, 'Topic', { fifo: true })))).toMatchObject({ fifo: true, content: 'webhook', maxMessageBytes: 262_144 });
    expect(targetOf(stack => WebhookTarget.sqs(new Queue(stack, 'Target')))).toMatchObject({ fifo: false, maxMessageBytes: 1_048_576 });
  });

  test('of an event bus', () => {
    expect(targetOf(stack => WebhookTarget.eventBridge(busOf(stack)))).toMatchObject({ source: 'webhook-buffer', detailType: 'Webhook', jsonBody: false });
    expect(targetOf(stack => WebhookTarget.eventBridge(busOf(stack), { source: 'orders', detailType: 'Order', jsonBody: true, timeout: Duration.seconds(3), forwardHeaders: ['Authorization'] })))
      .toMatchObject({ source: 'orders', detailType: 'Order', jsonBody: true, totalTimeoutMillis: 3_000, forwardHeaders: ['authorization'] });
  });

  test('of a function', () => {
    expect(targetOf(stack => WebhookTarget.lambda(functionIn(stack)))).toMatchObject({ event: 'proxy', asynchronous: false });
    expect(targetOf(stack => WebhookTarget.lambda(functionIn(stack), { event: LambdaTargetEvent.WEBHOOK, asynchronous: true }))).toMatchObject({ event: 'webhook', asynchronous: true });
  });
});

describe('the time that a function has', () => {
  const millisOf = (fn: (stack: Stack) => IFunction, options: Parameters<typeof WebhookTarget.lambda>[1] = {}): number => {
    const stack = new Stack(new App(), 'Shop');
    return WebhookTarget.lambda(fn(stack), options)._attemptMillis;
  };

  test('is its own timeout and what a start takes', () => {
    expect(millisOf(stack => functionIn(stack))).toBe(8_000);
    expect(millisOf(stack => functionIn(stack, Duration.minutes(1)))).toBe(65_000);
    expect(millisOf(stack => functionIn(stack, Duration.minutes(15)))).toBe(14 * 60_000);
  });

  test('is 20 seconds where its timeout is not known, or does not matter', () => {
    expect(millisOf(stack => LambdaFunction.fromFunctionName(stack, 'Fn', 'orders'))).toBe(20_000);
    expect(millisOf(stack => functionIn(stack, Duration.seconds(new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber)))).toBe(20_000);
    expect(millisOf(stack => functionIn(stack, Duration.minutes(1)), { asynchronous: true })).toBe(20_000);
  });

  test('that is shorter than its own timeout is warned of: it would run twice at once', () => {
    const stack = new Stack(new App(), 'Shop');
    WebhookTarget.lambda(functionIn(stack, Duration.seconds(30)), { timeout: Duration.seconds(5) });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('The target\'s timeout, 5 seconds, is shorter than the function\'s'));
  });
});

describe('what is impossible', () => {
  const stack = new Stack(new App(), 'Shop');
  const queue = new Queue(stack, 'Target');
  const topic = new Topic(stack, 'Topic');
  const bus = new EventBus(stack, 'Bus');

  test.each<[string, () => WebhookTarget, string]>([
    ['no time', () => WebhookTarget.sqs(queue, { timeout: Duration.seconds(0) }), 'WebhookTarget.sqs: timeout: "0 seconds" is not possible: above zero and at most 14 minutes'],
    ['too much time', () => WebhookTarget.sns(topic, { timeout: Duration.minutes(15) }), 'WebhookTarget.sns: timeout: "15 minutes" is not possible'],
    ['a header of the connection', () => WebhookTarget.eventBridge(bus, { forwardHeaders: ['Host'] }), 'WebhookTarget.eventBridge: forwardHeaders: "Host" is not possible'],
    ['a small message', () => WebhookTarget.sqs(queue, { maxMessageBytes: 1_023 }), 'WebhookTarget.sqs: maxMessageBytes: 1023 is not possible: a whole number from 1024 to 1048576'],
    ['a large message', () => WebhookTarget.sns(topic, { maxMessageBytes: 1_048_577 }), 'WebhookTarget.sns: maxMessageBytes: 1048577 is not possible'],
    ['a source of AWS', () => WebhookTarget.eventBridge(bus, { source: 'aws.orders' }), 'WebhookTarget.eventBridge: source: "aws.orders" is not possible'],
    ['no source', () => WebhookTarget.eventBridge(bus, { source: '' }), 'WebhookTarget.eventBridge: source: "" is not possible'],
    ['no detail type', () => WebhookTarget.eventBridge(bus, { detailType: '' }), 'WebhookTarget.eventBridge: detailType: "" is not possible: 1 to 128 characters'],
  ])('%s', (_, target, message) => {
    expect(target).toThrow(message);
  });
});
