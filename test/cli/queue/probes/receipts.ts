import { Probe } from './probe';

export const receiptProbes: Probe[] = [
  {
    name: 'a FIFO queue refuses to delete with an expired handle',
    async run(lab) {
      const queue = await lab.fifo({ VisibilityTimeout: '1' });
      await lab.sendInGroups(queue, 'a1');
      const [message] = await lab.receive(queue);
      await lab.seconds(1.5);
      return [await lab.delete(queue, message), await lab.receiveBodies(queue)];
    },
    expected: ['InvalidParameterValue', ['a1']],
  },
  {
    name: 'a FIFO queue deletes with a handle whose time was extended',
    async run(lab) {
      const queue = await lab.fifo({ VisibilityTimeout: '1' });
      await lab.sendInGroups(queue, 'a1');
      const [message] = await lab.receive(queue);
      await lab.changeVisibility(queue, message, 10);
      await lab.seconds(1.5);
      return lab.delete(queue, message);
    },
    expected: 'accepted',
  },
  {
    name: 'a standard queue deletes with an expired handle',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '1' });
      await lab.send(queue, 'x');
      const [message] = await lab.receive(queue);
      await lab.seconds(1.5);
      return [await lab.delete(queue, message), await lab.receiveBodies(queue)];
    },
    expected: ['accepted', []],
  },
  {
    name: 'a standard queue accepts a replaced handle but does not delete',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '1' });
      await lab.send(queue, 'x');
      const [first] = await lab.receive(queue);
      await lab.seconds(1.5);
      await lab.receive(queue);
      const deletion = await lab.delete(queue, first);
      await lab.seconds(1.5);
      return [deletion, await lab.receiveBodies(queue)];
    },
    expected: ['accepted', ['x']],
  },
  {
    name: 'deleting twice succeeds',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x');
      const [message] = await lab.receive(queue);
      return [await lab.delete(queue, message), await lab.delete(queue, message)];
    },
    expected: ['accepted', 'accepted'],
  },
  {
    name: 'a handle that no queue gave out is refused',
    run: async (lab) => lab.delete(await lab.standard(), { ReceiptHandle: 'garbage' }),
    expected: 'ReceiptHandleIsInvalid',
  },
  {
    name: 'the visibility of a deleted message cannot be changed',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x');
      const [message] = await lab.receive(queue);
      await lab.delete(queue, message);
      return lab.changeVisibility(queue, message, 10);
    },
    expected: 'InvalidParameterValue',
  },
  {
    name: 'the visibility of a message whose time is over is changed to no effect',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '1' });
      await lab.send(queue, 'x');
      const [message] = await lab.receive(queue);
      await lab.seconds(1.5);
      return [await lab.changeVisibility(queue, message, 30), await lab.receiveBodies(queue)];
    },
    expected: ['accepted', ['x']],
  },
  {
    name: 'a changed visibility does not count as a receive and holds for this receive only',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '30' });
      await lab.send(queue, 'x');
      const [first] = await lab.receive(queue);
      await lab.changeVisibility(queue, first, 0);
      const [second] = await lab.receive(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
      return [second.Attributes, await lab.receiveBodies(queue)];
    },
    expected: [{ ApproximateReceiveCount: '2' }, []],
  },
  {
    name: 'a message cannot be hidden for more than twelve hours from its receive',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x');
      const [message] = await lab.receive(queue);
      await lab.seconds(1.5);
      return [await lab.changeVisibility(queue, message, 43_200), await lab.changeVisibility(queue, message, 43_190)];
    },
    expected: ['InvalidParameterValue', 'accepted'],
  },
];
