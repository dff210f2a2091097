import { QueueError } from '../../engine/errors';
import { Queue } from '../../engine/queue';
import { isQueueAttribute } from '../../engine/queue-attributes';
import { Call, operation, Operations } from '../operation';
import { integer, list, map, string, structure } from '../shapes';

const attributes = map(string, 'Attribute');
const pageMembers = { NextToken: string, MaxResults: integer };

/** One page of queues; the token is the name of the page's last queue. */
const page = (queues: readonly Queue[], { NextToken = '', MaxResults = 1000 }: { NextToken?: string; MaxResults?: number }, call: Call) => {
  const after = Buffer.from(NextToken, 'base64').toString();
  const rest = queues.filter(({ name }) => name > after).sort((a, b) => a.name < b.name ? -1 : 1);
  const shown = rest.slice(0, MaxResults);
  return {
    urls: shown.map((queue) => call.queueUrl(queue)),
    NextToken: rest.length > shown.length ? Buffer.from(shown[shown.length - 1].name).toString('base64') : undefined,
  };
};

export const queueOperations: Operations = {
  CreateQueue: operation({
    input: structure({ QueueName: string }, { Attributes: attributes, tags: map(string, 'Tag', 'Key') }),
    output: structure({ QueueUrl: string }, {}),
    run: (input, call) => ({ QueueUrl: call.queueUrl(call.engine.createQueue(input.QueueName, input.Attributes)) }),
  }),

  DeleteQueue: operation({
    input: structure({ QueueUrl: string }, {}),
    run: (input, { engine, queue }) => engine.deleteQueue(queue(input.QueueUrl)),
  }),

  GetQueueUrl: operation({
    input: structure({ QueueName: string }, { QueueOwnerAWSAccountId: string }),
    output: structure({ QueueUrl: string }, {}),
    run: (input, call) => ({ QueueUrl: call.queueUrl(call.engine.queue(input.QueueName)) }),
  }),

  ListQueues: operation({
    input: structure({}, { QueueNamePrefix: string, ...pageMembers }),
    output: structure({ QueueUrls: list(string, 'QueueUrl') }, { NextToken: string }),
    run(input, call) {
      const named = call.engine.listQueues().filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''));
      const { urls, NextToken } = page(named, input, call);
      return { QueueUrls: urls, NextToken };
    },
  }),

  ListDeadLetterSourceQueues: operation({
    input: structure({ QueueUrl: string }, pageMembers),
    output: structure({ queueUrls: list(string, 'QueueUrl') }, { NextToken: string }),
    run(input, call) {
      const { urls, NextToken } = page(call.engine.deadLetterSources(call.queue(input.QueueUrl)), input, call);
      return { queueUrls: urls, NextToken };
    },
  }),

  GetQueueAttributes: operation({
    input: structure({ QueueUrl: string }, { AttributeNames: list(string, 'AttributeName') }),
    output: structure({ Attributes: attributes }, {}),
    run(input, { queue }) {
      const all = queue(input.QueueUrl).describe();
      const names = input.AttributeNames ?? [];
      const unknown = names.find((name) => name !== 'All' && !isQueueAttribute(name));
      if (unknown) throw new QueueError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name))) };
    },
  }),

  SetQueueAttributes: operation({
    input: structure({ QueueUrl: string, Attributes: attributes }, {}),
    run: (input, { engine, queue }) => engine.setAttributes(queue(input.QueueUrl), input.Attributes),
  }),
};
