import { ListDeadLetterSourceQueuesCommand, ListMessageMoveTasksCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { Lab, Probe } from './probe';

const withDeadLetterQueue = async (lab: Lab, kind: 'fifo' | 'standard', maxReceiveCount: number) => {
  const deadLetterQueue = await lab[kind]();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await lab.arn(deadLetterQueue), maxReceiveCount });
  return { queue: await lab[kind]({ VisibilityTimeout: '0', RedrivePolicy }), deadLetterQueue };
};

export const deadLetterProbes: Probe[] = [
  {
    name: 'a message that was received too often moves to the dead-letter queue with its id, count and source',
    async run(lab) {
      const { queue, deadLetterQueue } = await withDeadLetterQueue(lab, 'standard', 1);
      const { MessageId } = await lab.send(queue, 'x');
      await lab.receive(queue);
      const again = await lab.receiveBodies(queue);
      const [dead] = await lab.receive(deadLetterQueue, { MessageSystemAttributeNames: ['ApproximateReceiveCount', 'DeadLetterQueueSourceArn'] });
      const { ApproximateReceiveCount, DeadLetterQueueSourceArn } = dead.Attributes ?? {};
      return [again, dead.MessageId === MessageId, ApproximateReceiveCount, DeadLetterQueueSourceArn === await lab.arn(queue)];
    },
    expected: [[], true, '2', true],
  },
  {
    name: 'a group is dead-lettered in order, its messages keep their group, and those behind pass',
    async run(lab) {
      const { queue, deadLetterQueue } = await withDeadLetterQueue(lab, 'fifo', 1);
      await lab.sendInGroups(queue, 'a1', 'a2');
      await lab.receive(queue);
      await lab.sendInGroups(queue, 'a3');
      const next = await lab.receiveBodies(queue);
      const dead = await lab.receive(deadLetterQueue, { MessageSystemAttributeNames: ['MessageGroupId'] });
      return [next, dead.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])];
    },
    expected: [['a3'], [['a1', 'a'], ['a2', 'a']]],
  },
  {
    name: 'the sources of a dead-letter queue',
    async run(lab) {
      const { queue, deadLetterQueue } = await withDeadLetterQueue(lab, 'standard', 5);
      const { queueUrls } = await lab.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetterQueue }));
      return queueUrls?.length === 1 && queueUrls[0] === queue;
    },
    expected: true,
  },
  {
    name: 'a move task brings dead-lettered messages back as new ones',
    async run(lab) {
      const { queue, deadLetterQueue } = await withDeadLetterQueue(lab, 'standard', 1);
      const { MessageId } = await lab.send(queue, 'x');
      await lab.receive(queue);
      await lab.receive(queue);
      await lab.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: await lab.arn(deadLetterQueue) }));
      await lab.seconds(1.5);
      const [back] = await lab.receive(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
      const { Results = [] } = await lab.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: await lab.arn(deadLetterQueue) }));
      const tasks = Results.map(({ Status, ApproximateNumberOfMessagesMoved }) => [Status, ApproximateNumberOfMessagesMoved]);
      return [back.Body, back.MessageId === MessageId, back.Attributes, tasks];
    },
    expected: ['x', false, { ApproximateReceiveCount: '1' }, [['COMPLETED', 1]]],
  },
];
