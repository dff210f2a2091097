import { Probe } from './probe';

export const deduplicationProbes: Probe[] = [
  {
    name: 'a duplicate is accepted with the id of the original and not delivered, also after the original is deleted',
    async run(lab) {
      const queue = await lab.fifo({ ContentBasedDeduplication: 'false' });
      const original = await lab.send(queue, 'one', { MessageGroupId: 'a', MessageDeduplicationId: 'd' });
      const [received] = await lab.receive(queue);
      await lab.delete(queue, received);
      const duplicate = await lab.send(queue, 'other', { MessageGroupId: 'a', MessageDeduplicationId: 'd' });
      return [duplicate.MessageId === original.MessageId, await lab.receiveBodies(queue)];
    },
    expected: [true, []],
  },
  {
    name: 'content-based deduplication looks at the body alone, not at attributes',
    async run(lab) {
      const queue = await lab.fifo();
      for (const StringValue of ['x', 'y']) {
        await lab.send(queue, 'same', { MessageGroupId: 'a', MessageAttributes: { n: { DataType: 'String', StringValue } } });
      }
      await lab.send(queue, 'other', { MessageGroupId: 'a' });
      return lab.receiveBodies(queue);
    },
    expected: ['same', 'other'],
  },
  {
    name: 'an id of the sender goes before the content',
    async run(lab) {
      const queue = await lab.fifo();
      for (const MessageDeduplicationId of ['1', '2']) await lab.send(queue, 'same', { MessageGroupId: 'a', MessageDeduplicationId });
      return lab.receiveBodies(queue);
    },
    expected: ['same', 'same'],
  },
  {
    name: 'the whole queue is searched for duplicates by default',
    async run(lab) {
      const queue = await lab.fifo();
      for (const MessageGroupId of ['a', 'b']) await lab.send(queue, 'same', { MessageGroupId });
      return lab.receiveBodies(queue);
    },
    expected: ['same'],
  },
  {
    name: 'the group alone is searched for duplicates where the scope is messageGroup',
    async run(lab) {
      const queue = await lab.fifo({ DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
      for (const MessageGroupId of ['a', 'b', 'a']) await lab.send(queue, 'same', { MessageGroupId });
      return lab.receiveBodies(queue);
    },
    expected: ['same', 'same'],
  },
];
