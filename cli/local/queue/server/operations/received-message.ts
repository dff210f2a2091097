import { ReceivedMessage } from '../../engine/message';
import { md5, md5OfAttributes } from '../message-md5';
import { map, string, structure } from '../shapes';
import { attributeValue } from './message-shapes';

export const receivedMessage = structure(
  { MessageId: string, ReceiptHandle: string, MD5OfBody: string, Body: string },
  { Attributes: map(string, 'Attribute'), MD5OfMessageAttributes: string, MessageAttributes: map(attributeValue, 'MessageAttribute') },
);

/** Which attributes the consumer asked for. */
export interface Wanted {
  readonly systemAttributes: readonly string[];
  readonly attributes: readonly string[];
}

export const receivedAnswer = (message: ReceivedMessage, senderId: string, wanted: Wanted) => {
  const attributes = select(message.attributes, (name) => wanted.attributes.some((pattern) => matches(pattern, name)));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: select(systemAttributes(message, senderId), (name) => ['All', name].some((wantedName) => wanted.systemAttributes.includes(wantedName))),
    MessageAttributes: attributes,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  };
};

const systemAttributes = (message: ReceivedMessage, senderId: string): Record<string, string> => {
  const attributes: Record<string, string | undefined> = {
    SenderId: senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    AWSTraceHeader: message.systemAttributes.AWSTraceHeader?.StringValue,
  };
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]));
};

/** `All` and `*` take all attributes, `name.*` those that begin with `name`. */
const matches = (pattern: string, name: string): boolean =>
  pattern === 'All' || pattern === '*' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2)));

const select = <Value>(values: Readonly<Record<string, Value>>, isWanted: (name: string) => boolean): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
