import { Probe } from './probe';

export const waitingProbes: Probe[] = [
  {
    name: 'a long poll returns as soon as a message arrives',
    async run(lab) {
      const queue = await lab.standard();
      const received = lab.receiveBodies(queue, { WaitTimeSeconds: 20 });
      await lab.whenWaiting();
      await lab.send(queue, 'x');
      return received;
    },
    expected: ['x'],
  },
  {
    name: 'a long poll returns when the visibility timeout of a message ends',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '1' });
      await lab.send(queue, 'x');
      await lab.receive(queue);
      const received = lab.receiveBodies(queue, { WaitTimeSeconds: 20 });
      await lab.whenWaiting();
      await lab.seconds(1.5);
      return received;
    },
    expected: ['x'],
  },
  {
    name: 'a long poll returns when a deletion frees its group',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'a2');
      const [first] = await lab.receive(queue, { MaxNumberOfMessages: 1 });
      const received = lab.receiveBodies(queue, { WaitTimeSeconds: 20 });
      await lab.whenWaiting();
      await lab.delete(queue, first);
      return received;
    },
    expected: ['a2'],
  },
  {
    name: 'a long poll ends without messages, as the queue\'s attribute says',
    async run(lab) {
      const queue = await lab.standard({ ReceiveMessageWaitTimeSeconds: '1' });
      const received = lab.receiveBodies(queue);
      await lab.whenWaiting();
      await lab.seconds(1.5);
      return received;
    },
    expected: [],
  },
  {
    name: 'a delayed message arrives after its delay',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x', { DelaySeconds: 1 });
      const before = await lab.receiveBodies(queue);
      await lab.seconds(1.5);
      return [before, await lab.receiveBodies(queue)];
    },
    expected: [[], ['x']],
  },
];
