import type { Template } from 'aws-cdk-lib/assertions';
import { User } from 'aws-cdk-lib/aws-iam';
import { configurationOf, resourcesOf, synthesize } from './support';
import { ExhaustedAction } from '../../src';

const queueNames = (template: Template): string[] => Object.keys(template.findResources('AWS::SQS::Queue')).map(id => id.replace(/^Orders|[0-9A-F]{8}$/g, '')).sort();

describe('onExhausted', () => {
  test('is to park with a FIFO queue', () => {
    const { template } = synthesize();
    expect(configurationOf(template)).toMatchObject({ onExhausted: 'park', routes: { '/': {} } });
    expect(queueNames(template)).toEqual(['DeadLetterQueue', 'ParkingQueue', 'Queue']);
  });

  test('is to dead-letter with a standard queue', () => {
    const { template, buffer } = synthesize({ fifo: false });
    expect(configurationOf(template)).toMatchObject({ onExhausted: 'deadLetter' });
    expect(buffer.parkingQueue).toBeUndefined();
  });

  test.each([
    [ExhaustedAction.DEAD_LETTER, 'deadLetter'], [ExhaustedAction.BLOCK, 'block'], [ExhaustedAction.DISCARD, 'discard'],
  ])('as %s needs no parking queue, no permission for one, no alarm and no output', (onExhausted, name) => {
    const { template, buffer } = synthesize({ onExhausted });
    expect(configurationOf(template)).toMatchObject({ onExhausted: name });
    expect(queueNames(template)).toEqual(['DeadLetterQueue', 'Queue']);
    expect(buffer.alarms.parkedWebhooks).toBeUndefined();
    const text = JSON.stringify(template.toJSON());
    for (const word of ['Parking', 'PARKING', 'dynamodb:BatchGetItem']) expect(text).not.toContain(word);
  });

  test('can differ from route to route, and the parking queue is made for the first that parks', () => {
    const own = synthesize({ onExhausted: ExhaustedAction.DEAD_LETTER });
    const { buffer } = own;
    expect(buffer.parkingQueue).toBeUndefined();
    buffer.addRoute('/ledger', { onExhausted: ExhaustedAction.PARK });
    buffer.addRoute('/demo', { onExhausted: ExhaustedAction.DISCARD });
    expect(configurationOf(own.template)).toMatchObject({
      onExhausted: 'deadLetter', routes: { '/': {}, '/ledger': { onExhausted: 'park' }, '/demo': { onExhausted: 'discard' } },
    });
  });

  test('to park on a standard queue is refused', () => {
    expect(() => synthesize({ fifo: false, onExhausted: ExhaustedAction.PARK }))
      .toThrow('Shop/Orders: onExhausted: "ExhaustedAction.PARK" is not possible: a standard queue keeps no order');
    expect(() => synthesize({ fifo: false }).buffer.addRoute('/ledger', { onExhausted: ExhaustedAction.PARK })).toThrow('a standard queue keeps no order');
  });
});

describe('the parking queue', () => {
  const { template, buffer, stack } = synthesize();
  const parkingQueue = resourcesOf(template, 'AWS::SQS::Queue')[2];

  test('is FIFO, as the main queue is, and has no redrive: what is passed over is received again and again', () => {
    expect(parkingQueue.Properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 1_209_600, VisibilityTimeout: 300 });
    expect(parkingQueue.Properties).not.toHaveProperty('RedrivePolicy');
    expect(parkingQueue.DeletionPolicy).toBe('Retain');
  });

  test('is no source of the forwarder: a second mapping would have a concurrency of its own', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  test('has an alarm that it is not empty', () => {
    expect(stack.resolve(buffer.alarms.parkedWebhooks?.alarmName)).toBeDefined();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: stack.resolve(buffer.parkingQueue?.queueName) }], Threshold: 1,
    });
  });

  test('is an output', () => {
    template.hasOutput('OrdersParkingQueueUrl', { Value: stack.resolve(buffer.parkingQueue?.queueUrl) });
  });

  test('P8: is released by whoever may invoke the forwarder', () => {
    const own = synthesize();
    own.buffer.grantRelease(new User(own.stack, 'Operator'));
    own.template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{
          Action: 'lambda:InvokeFunction',
          Effect: 'Allow',
          Resource: [
            own.stack.resolve(own.buffer.forwarder.functionArn), own.stack.resolve(`${own.buffer.forwarder.functionArn}:*`),
          ],
        }],
      },
    });
  });
});

test('webhooks that are parked are counted', () => {
  const { buffer } = synthesize();
  expect(buffer.metricParked()).toMatchObject({ namespace: 'WebhookBuffer', metricName: 'Parked', statistic: 'Sum' });
});
