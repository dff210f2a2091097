import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { message, receive } from './support/engine';
import { RunningQueues, startQueues } from './support/server';

let queues: RunningQueues;

beforeEach(async () => {
  queues = await startQueues();
});

afterEach(async () => queues.close());

const url = (name: string) => `${queues.endpoint}/000000000000/${name}`;

describe('Queues through the AWS SDK', () => {
  test('are created, found by name, configured and deleted', async () => {
    expect(await queues.sqs.send(new CreateQueueCommand({ QueueName: 'main', tags: { team: 'shop' } }))).toMatchObject({ QueueUrl: url('main') });
    expect(await queues.sqs.send(new GetQueueUrlCommand({ QueueName: 'main' }))).toMatchObject({ QueueUrl: url('main') });
    await queues.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url('main'), Attributes: { VisibilityTimeout: '77' } }));
    const { Attributes } = await queues.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url('main'), AttributeNames: ['VisibilityTimeout', 'QueueArn'] }));
    expect(Attributes).toEqual({ VisibilityTimeout: '77', QueueArn: 'arn:aws:sqs:us-east-1:000000000000:main' });
    await queues.sqs.send(new DeleteQueueCommand({ QueueUrl: url('main') }));
    await expect(queues.sqs.send(new GetQueueUrlCommand({ QueueName: 'main' }))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('have no attributes that nobody asked for, and none that SQS does not know', async () => {
    queues.engine.createQueue('main');
    const { Attributes } = await queues.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url('main') }));
    expect(Attributes).toBeUndefined();
    const all = await queues.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url('main'), AttributeNames: ['All'] }));
    expect(all.Attributes).toMatchObject({ VisibilityTimeout: '30' });
    await expect(queues.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url('main'), AttributeNames: ['Colour' as 'All'] })))
      .rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });

  test('are listed by page, in the order of their names', async () => {
    for (const name of ['c', 'a', 'b', 'x']) queues.engine.createQueue(name);
    const first = await queues.sqs.send(new ListQueuesCommand({ MaxResults: 3 }));
    expect(first.QueueUrls).toEqual(['a', 'b', 'c'].map(url));
    const second = await queues.sqs.send(new ListQueuesCommand({ MaxResults: 3, NextToken: first.NextToken }));
    expect([second.QueueUrls, second.NextToken]).toEqual([[url('x')], undefined]);
    expect((await queues.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'none' }))).QueueUrls).toBeUndefined();
  });

  test('name the queues that dead-letter to them', async () => {
    const dead = queues.engine.createQueue('dead');
    for (const name of ['b', 'a']) queues.engine.createQueue(name, { RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    const { queueUrls } = await queues.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url('dead') }));
    expect(queueUrls).toEqual(['a', 'b'].map(url));
  });
});

describe('A move task through the AWS SDK', () => {
  test('is listed while it runs, cancelled by its handle, and listed without one then', async () => {
    const dead = queues.engine.createQueue('dead');
    const main = queues.engine.createQueue('main', { VisibilityTimeout: 0, RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    for (const body of ['1', '2', '3']) main.send(message(body));
    await receive(main);
    await receive(main);
    const { TaskHandle } = await queues.sqs.send(new StartMessageMoveTaskCommand({
      SourceArn: dead.arn, DestinationArn: main.arn, MaxNumberOfMessagesPerSecond: 1,
    }));
    queues.clock.advance(1_000);
    const list = async () => (await queues.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn, MaxResults: 10 }))).Results;
    const entry = {
      SourceArn: dead.arn,
      DestinationArn: main.arn,
      MaxNumberOfMessagesPerSecond: 1,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 3,
      StartedTimestamp: Date.UTC(2026, 0, 1),
    };
    expect(await list()).toEqual([{ ...entry, Status: 'RUNNING', TaskHandle }]);
    expect(await queues.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).toMatchObject({ ApproximateNumberOfMessagesMoved: 2 });
    expect(await list()).toEqual([{ ...entry, Status: 'CANCELLED' }]);
    await expect(queues.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'none' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
