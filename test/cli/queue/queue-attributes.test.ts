import { QueueEngine } from '../../../cli/local/queue';
import { ManualClock } from '../support/manual-clock';
import { FIFO, message } from './support/engine';

const STANDARD_DEFAULTS = {
  ApproximateNumberOfMessages: '0',
  ApproximateNumberOfMessagesDelayed: '0',
  ApproximateNumberOfMessagesNotVisible: '0',
  CreatedTimestamp: '1767225600',
  DelaySeconds: '0',
  LastModifiedTimestamp: '1767225600',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:main',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};

describe('A queue describes itself', () => {
  test('with the defaults of a standard queue', () => {
    const engine = new QueueEngine({ clock: new ManualClock() });
    expect(engine.createQueue('main').describe()).toEqual(STANDARD_DEFAULTS);
  });

  test('with the defaults of a FIFO queue, in the account and region of the engine', () => {
    const engine = new QueueEngine({ clock: new ManualClock(), account: '123456789012', region: 'eu-central-1' });
    expect(engine.createQueue('main.fifo', { FifoQueue: true }).describe()).toEqual({
      ...STANDARD_DEFAULTS,
      QueueArn: 'arn:aws:sqs:eu-central-1:123456789012:main.fifo',
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  test('with what a template says, numbers and objects as SQS writes them', () => {
    const engine = new QueueEngine();
    const dead = engine.createQueue('dead');
    const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
    expect(engine.createQueue('main', { VisibilityTimeout: 90, RedrivePolicy, KmsMasterKeyId: 'alias/key' }).describe()).toMatchObject({
      VisibilityTimeout: '90',
      RedrivePolicy: JSON.stringify(RedrivePolicy),
      KmsMasterKeyId: 'alias/key',
    });
  });

  test('without what is given as empty', () => {
    expect(new QueueEngine().createQueue('main', { RedrivePolicy: '', Policy: '' }).describe()).not.toHaveProperty('Policy');
  });

  test('with the time of the last change', () => {
    const clock = new ManualClock();
    const engine = new QueueEngine({ clock });
    const queue = engine.createQueue('main');
    clock.advance(60_000);
    engine.setAttributes(queue, { VisibilityTimeout: '5', Policy: '{}' });
    expect(queue.describe()).toMatchObject({ VisibilityTimeout: '5', Policy: '{}', CreatedTimestamp: '1767225600', LastModifiedTimestamp: '1767225660' });
  });
});

describe('Attributes are refused:', () => {
  test.each([
    [{ DelaySeconds: '901' }, 'InvalidAttributeValue', '0 to 900'],
    [{ DelaySeconds: '-1' }, 'InvalidAttributeValue', '0 to 900'],
    [{ MaximumMessageSize: '1023' }, 'InvalidAttributeValue', '1024 to 1048576'],
    [{ MessageRetentionPeriod: '59' }, 'InvalidAttributeValue', '60 to 1209600'],
    [{ ReceiveMessageWaitTimeSeconds: '21' }, 'InvalidAttributeValue', '0 to 20'],
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue', '0 to 43200'],
    [{ VisibilityTimeout: 'soon' }, 'InvalidAttributeValue', '"soon"'],
    [{ SqsManagedSseEnabled: 'yes' }, 'InvalidAttributeValue', 'true and false'],
    [{ Colour: 'red' }, 'InvalidAttributeName', 'Colour'],
    [{ constructor: '5' }, 'InvalidAttributeName', 'constructor'],
    [{ FifoQueue: 'false' }, 'InvalidAttributeName', 'FifoQueue'],
    [{ ContentBasedDeduplication: 'true' }, 'InvalidAttributeName', 'FIFO'],
    [{ ApproximateNumberOfMessages: '1' }, 'InvalidAttributeName', 'ApproximateNumberOfMessages'],
  ])('%j', (properties, name, reason) => {
    const create = () => new QueueEngine().createQueue('main', properties);
    expect(create).toThrow(expect.objectContaining({ name }));
    expect(create).toThrow(reason);
  });

  test('a FIFO queue stays one', () => {
    const engine = new QueueEngine();
    const queue = engine.createQueue('main.fifo', FIFO);
    expect(() => engine.setAttributes(queue, { FifoQueue: 'false' })).toThrow('Modifying queue type is not supported');
    expect(() => engine.setAttributes(queue, { DeduplicationScope: 'group' })).toThrow('queue and messageGroup');
  });
});

describe('Names of queues', () => {
  test.each([
    ['', {}],
    ['a b', {}],
    ['x'.repeat(81), {}],
    ['main.fifo', {}],
    ['main', FIFO],
    [`${'x'.repeat(76)}.fifo`, FIFO],
  ])('%j with %j is refused', (name, properties) => {
    expect(() => new QueueEngine().createQueue(name, properties)).toThrow(expect.objectContaining({ name: 'InvalidParameterValue' }));
  });

  test('may have 80 characters, .fifo included', () => {
    const engine = new QueueEngine();
    expect(engine.createQueue('x'.repeat(80)).name).toHaveLength(80);
    expect(engine.createQueue(`${'x'.repeat(75)}.fifo`, { FifoQueue: 'True' }).settings.fifo).toBe(true);
  });

  test('stand for one queue: creating it again with its own attributes returns it', () => {
    const engine = new QueueEngine();
    const queue = engine.createQueue('main', { VisibilityTimeout: 5 });
    expect(engine.createQueue('main')).toBe(queue);
    expect(engine.createQueue('main', { VisibilityTimeout: '5', DelaySeconds: 0 })).toBe(queue);
    expect(() => engine.createQueue('main', { VisibilityTimeout: 6 })).toThrow('a different value for attribute VisibilityTimeout');
  });

  test('cannot be used again within a minute of a deletion', () => {
    const clock = new ManualClock();
    const engine = new QueueEngine({ clock });
    const first = engine.createQueue('main');
    first.send(message('x'));
    engine.deleteQueue(first);
    expect(() => engine.queue('main')).toThrow(expect.objectContaining({ name: 'QueueDoesNotExist' }));
    clock.advance(59_999);
    expect(() => engine.createQueue('main')).toThrow('wait 60 seconds');
    clock.advance(1);
    expect(engine.createQueue('main').counts.visible).toBe(0);
  });
});

test('A queue is purged at most once a minute', () => {
  const clock = new ManualClock();
  const queue = new QueueEngine({ clock }).createQueue('main');
  queue.purge();
  clock.advance(59_999);
  expect(() => queue.purge()).toThrow(expect.objectContaining({ name: 'PurgeQueueInProgress' }));
  clock.advance(1);
  expect(() => queue.purge()).not.toThrow();
});
