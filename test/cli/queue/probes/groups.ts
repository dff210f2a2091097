import { Probe } from './probe';

export const groupProbes: Probe[] = [
  {
    name: 'several messages of one group in one receive, in order',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'a2', 'a3');
      return lab.receiveBodies(queue);
    },
    expected: ['a1', 'a2', 'a3'],
  },
  {
    name: 'one group as far as possible before the next',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'b1', 'a2', 'a3');
      return (await lab.receiveBodies(queue)).map((body) => String(body)).sort((one, other) => one[0].localeCompare(other[0]));
    },
    expected: ['a1', 'a2', 'a3', 'b1'],
  },
  {
    name: 'a group locked while an earlier receive of it is in flight, and no other group',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'a2');
      const first = await lab.receiveBodies(queue, { MaxNumberOfMessages: 1 });
      await lab.sendInGroups(queue, 'b1', 'a3');
      return [first, await lab.receiveBodies(queue), await lab.receiveBodies(queue)];
    },
    expected: [['a1'], ['b1'], []],
  },
  {
    name: 'a group free again once all that was received of it is deleted, and no sooner',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'a2', 'a3');
      const [first, second] = await lab.receive(queue, { MaxNumberOfMessages: 2 });
      await lab.delete(queue, first);
      const between = await lab.receiveBodies(queue);
      await lab.delete(queue, second);
      return [between, await lab.receiveBodies(queue)];
    },
    expected: [[], ['a3']],
  },
  {
    name: 'messages in order again after their visibility timeout',
    async run(lab) {
      const queue = await lab.fifo({ VisibilityTimeout: '1' });
      await lab.sendInGroups(queue, 'a1', 'a2', 'a3');
      await lab.receive(queue);
      await lab.seconds(1.5);
      return lab.receiveBodies(queue);
    },
    expected: ['a1', 'a2', 'a3'],
  },
  ...[{ position: 0, expected: [] }, { position: 1, expected: ['a1'] }, { position: 2, expected: ['a1', 'a2'] }].map(({ position, expected }): Probe => ({
    name: `extending message ${position + 1} of three blocks it and those behind it`,
    async run(lab) {
      const queue = await lab.fifo({ VisibilityTimeout: '1' });
      await lab.sendInGroups(queue, 'a1', 'a2', 'a3');
      const messages = await lab.receive(queue);
      await lab.changeVisibility(queue, messages[position], 10);
      await lab.seconds(1.5);
      return lab.receiveBodies(queue);
    },
    expected,
  })),
  {
    name: 'a first message that is made visible comes back alone',
    async run(lab) {
      const queue = await lab.fifo({ VisibilityTimeout: '30' });
      await lab.sendInGroups(queue, 'a1', 'a2');
      const [first] = await lab.receive(queue);
      await lab.changeVisibility(queue, first, 0);
      return lab.receiveBodies(queue);
    },
    expected: ['a1'],
  },
  {
    name: 'sequence numbers of 20 digits that increase',
    async run(lab) {
      const queue = await lab.fifo();
      const first = await lab.send(queue, '1', { MessageGroupId: 'a' });
      const second = await lab.send(queue, '2', { MessageGroupId: 'b' });
      return [first, second].every(({ SequenceNumber = '' }) => /^\d{20}$/.test(SequenceNumber)) && String(first.SequenceNumber) < String(second.SequenceNumber);
    },
    expected: true,
  },
  {
    name: 'the queue\'s delay on a FIFO queue',
    async run(lab) {
      const queue = await lab.fifo({ DelaySeconds: '1' });
      await lab.sendInGroups(queue, 'a1', 'a2');
      const before = await lab.receiveBodies(queue);
      await lab.seconds(1.5);
      return [before, await lab.receiveBodies(queue)];
    },
    expected: [[], ['a1', 'a2']],
  },
];
