import { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime, type IDestination } from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, LambdaDestination, S3Destination, SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { forwarderConfigurationOf, statementsOf, synthesize } from './support';
import { DestinationDelivery } from '../../src';

const queueIn = (stack: Stack): Queue => new Queue(stack, 'Heard');
const functionIn = (stack: Stack): LambdaFunction =>
  new LambdaFunction(stack, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('0') });

const destinationsOf = (...given: Parameters<typeof synthesize>): unknown =>
  (forwarderConfigurationOf(synthesize(...given).template) as { readonly destinations?: unknown }).destinations;

test('without destinations the forwarder is told of none', () => {
  expect(destinationsOf()).toBeUndefined();
});

test('with one, webhooks wait until it is told, and no body is given', () => {
  const destinations = destinationsOf(stack => ({ onFailure: new SqsDestination(queueIn(stack)) }));
  expect(destinations).toEqual({ onFailure: expect.stringContaining('Heard') as string, atLeastOnce: true, includeBody: false });
});

test('how they are told can be chosen', () => {
  const destinations = destinationsOf(stack => ({
    onSuccess: new SqsDestination(queueIn(stack)),
    destinationOptions: { delivery: DestinationDelivery.BEST_EFFORT, includeBody: true },
  }));
  expect(destinations).toMatchObject({ atLeastOnce: false, includeBody: true });
});

describe('P8: what the role is granted is what CDK grants a function for its destination', () => {
  test.each<[string, (stack: Stack) => IDestination, string[]]>([
    ['queue', stack => new SqsDestination(queueIn(stack)), ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl']],
    ['topic', stack => new SnsDestination(new Topic(stack, 'Topic')), ['sns:Publish']],
    ['event bus', stack => new EventBridgeDestination(new EventBus(stack, 'Bus')), ['events:PutEvents']],
    ['function', stack => new LambdaDestination(functionIn(stack)), ['lambda:InvokeFunction']],
  ])('%s', (_, destination, actions) => {
    const plain = statementsOf(synthesize().template, 'OrdersForwarderRole').map(statement => JSON.stringify(statement));
    const { template } = synthesize(stack => ({ onSuccess: destination(stack) }));
    const added = statementsOf(template, 'OrdersForwarderRole').filter(statement => !plain.includes(JSON.stringify(statement)));
    expect(added.map(({ Action }) => [Action].flat())).toEqual([actions]);
    expect(JSON.stringify(added)).not.toContain('"Resource":"*"');
  });
});

test('the default event bus is one for both', () => {
  const bus = expect.stringMatching(/:event-bus\/default$/) as string;
  const destinations = destinationsOf({ onSuccess: new EventBridgeDestination(), onFailure: new EventBridgeDestination() });
  expect(destinations).toMatchObject({ onSuccess: bus, onFailure: bus });
});

describe('what is impossible', () => {
  test('options without a destination', () => {
    expect(() => synthesize({ destinationOptions: {} })).toThrow('Shop/Orders: destinationOptions: "a value" is not possible: there is neither onSuccess nor onFailure');
  });

  test('a function that waits for an answer', () => {
    expect(() => synthesize(stack => ({ onSuccess: new LambdaDestination(functionIn(stack), { responseOnly: true }) })))
      .toThrow('Shop/Orders: onSuccess: "a LambdaDestination with responseOnly" is not possible: there is no response; leave responseOnly out');
  });

  test('a bucket', () => {
    expect(() => synthesize(stack => ({ onFailure: new S3Destination(Bucket.fromBucketName(stack, 'Bucket', 'heard')) })))
      .toThrow('Shop/Orders: onFailure');
    expect(() => synthesize(stack => ({ onFailure: new S3Destination(new Bucket(stack, 'Bucket')) })))
      .toThrow('Shop/Orders: onFailure: "an S3 bucket" is not possible: an SQS queue, an SNS topic, an event bus or a Lambda function');
  });
});
