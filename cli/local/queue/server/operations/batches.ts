import { QueueError } from '../../engine/errors';
import { checkFifoMessage, messageBytes } from '../../engine/message-checks';
import { operation, Operations } from '../operation';
import { boolean, integer, list, string, structure } from '../shapes';
import { newMessage, optionalOfMessage, optionalOfSent, requiredOfMessage, requiredOfSent, sentAnswer } from './message-shapes';

const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

interface Entry {
  readonly Id: string;
}

interface FailedEntry extends Entry {
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

const failed = list(structure({ Id: string, SenderFault: boolean, Code: string, Message: string }, {}), 'BatchResultErrorEntry');

/** Does for each entry what a request of its own would do, and tells which of them failed. */
const runBatch = <Input extends Entry, Result>(entries: readonly Input[], run: (entry: Input) => Result) => {
  checkEntries(entries);
  const Successful: (Entry & Result)[] = [];
  const Failed: FailedEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
};

const checkEntries = (entries: readonly Entry[]): void => {
  if (entries.length === 0) throw new QueueError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST_ENTRIES) {
    throw new QueueError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`);
  }
  if (!entries.every(({ Id }) => ENTRY_ID.test(Id))) {
    throw new QueueError('InvalidBatchEntryId', 'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.');
  }
  const repeated = entries.find(({ Id }, index) => entries.findIndex((entry) => entry.Id === Id) < index);
  if (repeated) throw new QueueError('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated.`);
};

const checkSize = (bytes: number): void => {
  if (bytes > MOST_BYTES) {
    throw new QueueError('BatchRequestTooLong', `Batch requests cannot be longer than ${MOST_BYTES} bytes. You have sent ${bytes} bytes.`);
  }
};

export const batchOperations: Operations = {
  SendMessageBatch: operation({
    input: structure({
      QueueUrl: string,
      Entries: list(structure({ Id: string, ...requiredOfMessage }, optionalOfMessage), 'SendMessageBatchRequestEntry'),
    }, {}),
    output: structure({
      Successful: list(structure({ Id: string, ...requiredOfSent }, optionalOfSent), 'SendMessageBatchResultEntry'),
      Failed: failed,
    }, {}),
    run(input, call) {
      const queue = call.queue(input.QueueUrl);
      const entries = input.Entries.map((entry) => ({ Id: entry.Id, message: newMessage(entry) }));
      checkSize(entries.reduce((bytes, { message }) => bytes + messageBytes(message), 0));
      if (queue.settings.fifo) entries.forEach(({ message }) => checkFifoMessage(message, queue.settings));
      return runBatch(entries, ({ message }) => sentAnswer(message, queue.send(message)));
    },
  }),

  DeleteMessageBatch: operation({
    input: structure({
      QueueUrl: string,
      Entries: list(structure({ Id: string, ReceiptHandle: string }, {}), 'DeleteMessageBatchRequestEntry'),
    }, {}),
    output: structure({ Successful: list(structure({ Id: string }, {}), 'DeleteMessageBatchResultEntry'), Failed: failed }, {}),
    run(input, call) {
      const queue = call.queue(input.QueueUrl);
      return runBatch(input.Entries, (entry) => queue.delete(entry.ReceiptHandle));
    },
  }),

  ChangeMessageVisibilityBatch: operation({
    input: structure({
      QueueUrl: string,
      Entries: list(structure({ Id: string, ReceiptHandle: string, VisibilityTimeout: integer }, {}), 'ChangeMessageVisibilityBatchRequestEntry'),
    }, {}),
    output: structure({ Successful: list(structure({ Id: string }, {}), 'ChangeMessageVisibilityBatchResultEntry'), Failed: failed }, {}),
    run(input, call) {
      const queue = call.queue(input.QueueUrl);
      return runBatch(input.Entries, (entry) => queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout));
    },
  }),
};
