import { invalidParameter } from '../../engine/errors';
import { operation, Operations } from '../operation';
import { integer, list, string, structure } from '../shapes';
import { newMessage, optionalOfMessage, optionalOfSent, requiredOfMessage, requiredOfSent, sentAnswer } from './message-shapes';
import { receivedAnswer, receivedMessage } from './received-message';

const MOST_MESSAGES = 10;
const LONGEST_WAIT_SECONDS = 20;

const checkReceive = (maxMessages: number, waitTimeSeconds: number): void => {
  if (maxMessages < 1 || maxMessages > MOST_MESSAGES) {
    throw invalidParameter('MaxNumberOfMessages', maxMessages, `Must be between 1 and ${MOST_MESSAGES}, if provided.`);
  }
  if (waitTimeSeconds < 0 || waitTimeSeconds > LONGEST_WAIT_SECONDS) {
    throw invalidParameter('WaitTimeSeconds', waitTimeSeconds, `Must be >= 0 and <= ${LONGEST_WAIT_SECONDS}, if provided.`);
  }
};

export const messageOperations: Operations = {
  SendMessage: operation({
    input: structure({ QueueUrl: string, ...requiredOfMessage }, optionalOfMessage),
    output: structure(requiredOfSent, optionalOfSent),
    run(input, call) {
      const message = newMessage(input);
      return sentAnswer(message, call.queue(input.QueueUrl).send(message));
    },
  }),

  ReceiveMessage: operation({
    input: structure({ QueueUrl: string }, {
      AttributeNames: list(string, 'AttributeName'),
      MessageSystemAttributeNames: list(string, 'MessageSystemAttributeName'),
      MessageAttributeNames: list(string, 'MessageAttributeName'),
      MaxNumberOfMessages: integer,
      VisibilityTimeout: integer,
      WaitTimeSeconds: integer,
      ReceiveRequestAttemptId: string,
    }),
    output: structure({ Messages: list(receivedMessage, 'Message') }, {}),
    async run(input, { engine, queue, signal }) {
      const { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames = [], MaxNumberOfMessages = 1, WaitTimeSeconds } = input;
      checkReceive(MaxNumberOfMessages, WaitTimeSeconds ?? 0);
      const messages = await queue(input.QueueUrl).receive({
        maxMessages: MaxNumberOfMessages,
        visibilityTimeoutSeconds: input.VisibilityTimeout,
        waitTimeSeconds: WaitTimeSeconds,
        attemptId: input.ReceiveRequestAttemptId,
      }, signal);
      const wanted = { systemAttributes: [...AttributeNames, ...MessageSystemAttributeNames], attributes: MessageAttributeNames };
      return { Messages: messages.map((message) => receivedAnswer(message, engine.account, wanted)) };
    },
  }),

  DeleteMessage: operation({
    input: structure({ QueueUrl: string, ReceiptHandle: string }, {}),
    run: (input, { queue }) => queue(input.QueueUrl).delete(input.ReceiptHandle),
  }),

  ChangeMessageVisibility: operation({
    input: structure({ QueueUrl: string, ReceiptHandle: string, VisibilityTimeout: integer }, {}),
    run: (input, { queue }) => queue(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout),
  }),

  PurgeQueue: operation({
    input: structure({ QueueUrl: string }, {}),
    run: (input, { queue }) => queue(input.QueueUrl).purge(),
  }),
};
