import { MessageAttributes, NewMessage, SentMessage } from '../../engine/message';
import { md5, md5OfAttributes } from '../message-md5';
import { blob, integer, map, string, structure } from '../shapes';

export const attributeValue = structure({ DataType: string }, { StringValue: string, BinaryValue: blob });

/** Members of a message that is sent, alone or in a batch. */
export const requiredOfMessage = { MessageBody: string };
export const optionalOfMessage = {
  DelaySeconds: integer,
  MessageAttributes: map(attributeValue, 'MessageAttribute'),
  MessageSystemAttributes: map(attributeValue, 'MessageSystemAttribute'),
  MessageDeduplicationId: string,
  MessageGroupId: string,
};

/** Members of the answer to it. */
export const requiredOfSent = { MessageId: string, MD5OfMessageBody: string };
export const optionalOfSent = { MD5OfMessageAttributes: string, MD5OfMessageSystemAttributes: string, SequenceNumber: string };

interface MessageInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

export const newMessage = (input: MessageInput): NewMessage => ({
  body: input.MessageBody,
  attributes: input.MessageAttributes ?? {},
  systemAttributes: input.MessageSystemAttributes ?? {},
  groupId: input.MessageGroupId,
  deduplicationId: input.MessageDeduplicationId,
  delaySeconds: input.DelaySeconds,
});

export const sentAnswer = (message: NewMessage, sent: SentMessage) => ({
  MessageId: sent.id,
  SequenceNumber: sent.sequenceNumber,
  MD5OfMessageBody: md5(message.body),
  MD5OfMessageAttributes: md5OfAttributes(message.attributes),
  MD5OfMessageSystemAttributes: md5OfAttributes(message.systemAttributes),
});
