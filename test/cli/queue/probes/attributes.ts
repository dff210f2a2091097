import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { Probe } from './probe';

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

const withAttributes = {
  MessageAttributes: {
    'Hello': { DataType: 'String', StringValue: 'There' },
    'Help.Me': { DataType: 'Number', StringValue: '1' },
    'General': { DataType: 'Binary.custom', BinaryValue: Uint8Array.of(0, 255) },
  },
};

export const attributeProbes: Probe[] = [
  {
    name: 'system attributes of a FIFO message',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.send(queue, 'x', { MessageGroupId: 'g', MessageDeduplicationId: 'd' });
      const [{ Attributes = {} }] = await lab.receive(queue, { MessageSystemAttributeNames: ['All'] });
      const { ApproximateReceiveCount, MessageGroupId, MessageDeduplicationId } = Attributes;
      return [Object.keys(Attributes).sort(), ApproximateReceiveCount, MessageGroupId, MessageDeduplicationId];
    },
    expected: [
      ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount', 'MessageDeduplicationId', 'MessageGroupId', 'SenderId', 'SentTimestamp', 'SequenceNumber'],
      '1', 'g', 'd',
    ],
  },
  {
    name: 'system attributes by name, also by the older parameter, and none unasked',
    async run(lab) {
      const queue = await lab.standard({ VisibilityTimeout: '0' });
      await lab.send(queue, 'x', { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' } } });
      const named = await lab.receive(queue, { MessageSystemAttributeNames: ['AWSTraceHeader'] });
      const older = await lab.receive(queue, { AttributeNames: ['ApproximateReceiveCount' as 'All'] });
      const none = await lab.receive(queue);
      return [named, older, none].map(([message]) => message.Attributes);
    },
    expected: [{ AWSTraceHeader: 'Root=1-2-3' }, { ApproximateReceiveCount: '2' }, undefined],
  },
  {
    name: 'a group id on a standard queue',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, '1', { MessageGroupId: 'g' });
      await lab.send(queue, '2', { MessageGroupId: 'g' });
      const messages = await lab.receive(queue, { MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['MessageGroupId'] });
      return [messages.map(({ Attributes }) => Attributes), (await lab.receive(queue)).length];
    },
    expected: [[{ MessageGroupId: 'g' }], 1],
  },
  ...[
    { asked: [], names: [] },
    { asked: ['All'], names: ['General', 'Hello', 'Help.Me'] },
    { asked: ['.*'], names: ['General', 'Hello', 'Help.Me'] },
    { asked: ['Foo', 'Help'], names: [] },
    { asked: ['Foo', 'Hello'], names: ['Hello'] },
    { asked: ['Hel.*'], names: ['Hello', 'Help.Me'] },
  ].map(({ asked, names }): Probe => ({
    name: `message attributes for [${asked.join(', ')}]`,
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x', withAttributes);
      const [{ MessageAttributes = {} }] = await lab.receive(queue, { MessageAttributeNames: asked });
      return Object.keys(MessageAttributes).sort();
    },
    expected: names,
  })),
  {
    name: 'message attributes as they were sent',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x', withAttributes);
      const [{ MessageAttributes }] = await lab.receive(queue, { MessageAttributeNames: ['All'] });
      return MessageAttributes;
    },
    expected: withAttributes.MessageAttributes,
  },
  {
    name: 'counts of messages',
    async run(lab) {
      const queue = await lab.standard();
      for (const body of ['1', '2', '3']) await lab.send(queue, body);
      await lab.send(queue, 'later', { DelaySeconds: 900 });
      await lab.receive(queue, { MaxNumberOfMessages: 1 });
      return lab.attributes(queue, ...COUNTS);
    },
    expected: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1', ApproximateNumberOfMessagesDelayed: '1' },
  },
  {
    name: 'a purge removes what is visible, in flight and delayed, and what duplicates would be measured by',
    async run(lab) {
      const queue = await lab.fifo();
      await lab.sendInGroups(queue, 'a1', 'a2');
      await lab.receive(queue, { MaxNumberOfMessages: 1 });
      await lab.sqs.send(new PurgeQueueCommand({ QueueUrl: queue }));
      await lab.sendInGroups(queue, 'a2');
      return [await lab.receiveBodies(queue), await lab.attributes(queue, ...COUNTS)];
    },
    expected: [['a2'], { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1', ApproximateNumberOfMessagesDelayed: '0' }],
  },
];
