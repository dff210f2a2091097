import { invalidParameter, missingParameter, QueueError, wrongQueueType } from './errors';
import { MessageAttribute, MessageAttributes, NewMessage } from './message';
import { QueueSettings } from './queue-attributes';

const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ID = /^[!-~]{1,128}$/;
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)(?!.*\.$)[a-z0-9_.-]{1,256}$/i;
const ATTRIBUTE_TYPE = /^(String|Number|Binary)(\..+)?$/;
const MOST_ATTRIBUTES = 10;
const MOST_DELAY_SECONDS = 900;

/** Refuses what SQS would refuse. */
export const checkMessage = (message: NewMessage, settings: QueueSettings): void => {
  if (message.body === '') throw missingParameter('MessageBody');
  if (messageBytes(message) > settings.maximumMessageBytes) {
    throw new QueueError('InvalidParameterValue', `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageBytes} bytes.`);
  }
  checkCharacters(message.body, 'InvalidMessageContents');
  checkAttributes(message.attributes);
  checkId('MessageDeduplicationId', message.deduplicationId);
  checkId('MessageGroupId', message.groupId);
  if (settings.fifo) {
    checkFifoMessage(message, settings);
  } else {
    checkStandardMessage(message);
  }
};

/** Size of a message as SQS counts it: the body and each attribute's name, type and value. */
export const messageBytes = (message: Pick<NewMessage, 'body' | 'attributes'>): number =>
  Object.entries(message.attributes).reduce(
    (bytes, [name, attribute]) => bytes + Buffer.byteLength(name) + attributeBytes(attribute),
    Buffer.byteLength(message.body),
  );

const attributeBytes = ({ DataType, StringValue = '', BinaryValue = Buffer.alloc(0) }: MessageAttribute): number =>
  Buffer.byteLength(DataType) + Buffer.byteLength(StringValue) + BinaryValue.length;

const checkCharacters = (text: string, error: 'InvalidMessageContents' | 'InvalidParameterValue'): void => {
  if (FORBIDDEN_CHARACTER.test(text)) {
    throw new QueueError(error, 'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF');
  }
};

const checkId = (parameter: string, value: string | undefined): void => {
  if (value !== undefined && !ID.test(value)) {
    throw invalidParameter(parameter, value, `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`);
  }
};

export const checkFifoMessage = (message: NewMessage, settings: QueueSettings): void => {
  if (message.groupId === undefined) throw missingParameter('MessageGroupId');
  if (message.deduplicationId === undefined && !settings.contentBasedDeduplication) {
    throw new QueueError('InvalidParameterValue', 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
  }
  // Zero is accepted, and the queue's delay holds.
  if (message.delaySeconds) throw wrongQueueType('DelaySeconds', message.delaySeconds);
};

const checkStandardMessage = ({ deduplicationId, delaySeconds = 0 }: NewMessage): void => {
  if (deduplicationId !== undefined) throw wrongQueueType('MessageDeduplicationId', deduplicationId);
  if (delaySeconds < 0 || delaySeconds > MOST_DELAY_SECONDS) {
    throw invalidParameter('DelaySeconds', delaySeconds, `DelaySeconds must be >= 0 and <= ${MOST_DELAY_SECONDS}.`);
  }
};

const checkAttributes = (attributes: MessageAttributes): void => {
  const entries = Object.entries(attributes);
  if (entries.length > MOST_ATTRIBUTES) {
    throw new QueueError('InvalidParameterValue', `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`);
  }
  for (const [name, attribute] of entries) checkAttribute(name, attribute);
};

const checkAttribute = (name: string, attribute: MessageAttribute): void => {
  const refuse = (reason: string) => new QueueError('InvalidParameterValue', `Message (user) attribute '${name}' ${reason}`);
  if (!ATTRIBUTE_NAME.test(name)) {
    throw refuse('must have a name of 1 to 256 letters, digits, underscores, hyphens and single periods within, and not begin with AWS. or Amazon.');
  }
  const type = ATTRIBUTE_TYPE.exec(attribute.DataType)?.[1];
  if (!type) throw refuse(`must have a type that is or begins with "String", "Binary" or "Number", but was: ${attribute.DataType}`);
  const value = type === 'Binary' ? attribute.BinaryValue : attribute.StringValue;
  if (!value?.length) throw refuse(`must contain a non-empty value of type '${type === 'Binary' ? 'Binary' : 'String'}'.`);
  if (typeof value === 'string') checkCharacters(value, 'InvalidParameterValue');
  if (type === 'Number' && !Number.isFinite(Number(value))) throw refuse('can not be cast to a number.');
};
