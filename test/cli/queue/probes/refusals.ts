import { DeleteMessageBatchCommand, SendMessageBatchCommand, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { outcome, Probe } from './probe';

const refusedBy = (kind: 'fifo' | 'standard', what: string, body: string, members: Partial<SendMessageCommandInput>, expected: string): Probe => ({
  name: `a ${kind} queue and ${what}`,
  run: async (lab) => outcome(lab.send(await lab[kind]({ ...(kind === 'fifo' ? { ContentBasedDeduplication: 'false' } : {}), MaximumMessageSize: '1024' }), body, members)),
  expected,
});

const GROUP = { MessageGroupId: 'g' };
const IDS = { ...GROUP, MessageDeduplicationId: 'd' };
const attribute = (StringValue: string) => ({ MessageAttributes: { n: { DataType: 'String', StringValue } } });

export const refusalProbes: Probe[] = [
  refusedBy('fifo', 'a message without group id', 'x', { MessageDeduplicationId: 'd' }, 'MissingParameter'),
  refusedBy('fifo', 'a message without deduplication id', 'x', GROUP, 'InvalidParameterValue'),
  refusedBy('fifo', 'a delay of one message', 'x', { ...IDS, DelaySeconds: 2 }, 'InvalidParameterValue'),
  refusedBy('fifo', 'no delay of one message', 'x', { ...IDS, DelaySeconds: 0 }, 'accepted'),
  refusedBy('fifo', 'a group id of 128 characters', 'x', { ...IDS, MessageGroupId: 'g'.repeat(128) }, 'accepted'),
  refusedBy('fifo', 'a group id of 129 characters', 'x', { ...IDS, MessageGroupId: 'g'.repeat(129) }, 'InvalidParameterValue'),
  refusedBy('fifo', 'a group id with a blank', 'x', { ...IDS, MessageGroupId: 'a b' }, 'InvalidParameterValue'),
  refusedBy('fifo', 'a deduplication id with an umlaut', 'x', { ...IDS, MessageDeduplicationId: 'ä' }, 'InvalidParameterValue'),
  refusedBy('fifo', 'ids of all punctuation', 'x', { ...IDS, MessageGroupId: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' }, 'accepted'),
  refusedBy('standard', 'an empty message', '', {}, 'MissingParameter'),
  refusedBy('standard', 'a control character', 'a\u0001b', {}, 'InvalidMessageContents'),
  refusedBy('standard', 'tabs, line ends and characters beyond the basic plane', 'a\t\r\n\u{1F600}', {}, 'accepted'),
  refusedBy('standard', 'a body of the maximum size', 'x'.repeat(1024), {}, 'accepted'),
  refusedBy('standard', 'a body above the maximum size', 'x'.repeat(1025), {}, 'InvalidParameterValue'),
  refusedBy('standard', 'a body and attributes above the maximum size', 'x'.repeat(1018), attribute('y'), 'InvalidParameterValue'),
  refusedBy('standard', 'an attribute without value', 'x', attribute(''), 'InvalidParameterValue'),
  refusedBy('standard', 'a deduplication id', 'x', { MessageDeduplicationId: 'd' }, 'InvalidParameterValue'),
  {
    name: 'a queue that does not exist',
    run: async (lab) => outcome(lab.send(`${await lab.standard()}-none`, 'x')),
    expected: 'QueueDoesNotExist',
  },
  {
    name: 'more messages than ten asked for at once',
    run: async (lab) => outcome(lab.receive(await lab.standard(), { MaxNumberOfMessages: 11 })),
    expected: 'InvalidParameterValue',
  },
  {
    name: 'a wait above twenty seconds',
    run: async (lab) => outcome(lab.receive(await lab.standard(), { WaitTimeSeconds: 21 })),
    expected: 'InvalidParameterValue',
  },
  ...[
    { what: 'no entry', ids: [], expected: 'EmptyBatchRequest' },
    { what: 'eleven entries', ids: Array.from({ length: 11 }, (_, index) => `i${index}`), expected: 'TooManyEntriesInBatchRequest' },
    { what: 'the same id twice', ids: ['a', 'a'], expected: 'BatchEntryIdsNotDistinct' },
    { what: 'an id with a colon', ids: ['a:b'], expected: 'InvalidBatchEntryId' },
  ].map(({ what, ids, expected }): Probe => ({
    name: `a batch with ${what}`,
    run: async (lab) => outcome(lab.sqs.send(new SendMessageBatchCommand({
      QueueUrl: await lab.standard(),
      Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })),
    }))),
    expected,
  })),
  {
    name: 'a batch of which one message is refused',
    async run(lab) {
      const queue = await lab.standard();
      const Entries = [{ Id: 'good', MessageBody: 'x' }, { Id: 'bad', MessageBody: '\u0001' }];
      const { Successful = [], Failed = [] } = await lab.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
      return [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]), await lab.receiveBodies(queue)];
    },
    expected: [['good'], [['bad', 'InvalidMessageContents', true]], ['x']],
  },
  {
    name: 'a batch of messages that together are too long',
    run: async (lab) => outcome(lab.sqs.send(new SendMessageBatchCommand({
      QueueUrl: await lab.standard(),
      Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) })),
    }))),
    expected: 'BatchRequestTooLong',
  },
  {
    name: 'a batch of deletions of which one is refused',
    async run(lab) {
      const queue = await lab.standard();
      await lab.send(queue, 'x');
      const [{ ReceiptHandle }] = await lab.receive(queue);
      const Entries = [{ Id: 'good', ReceiptHandle }, { Id: 'bad', ReceiptHandle: 'garbage' }];
      const { Successful = [], Failed = [] } = await lab.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
      return [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code }) => [Id, Code])];
    },
    expected: [['good'], [['bad', 'ReceiptHandleIsInvalid']]],
  },
];
