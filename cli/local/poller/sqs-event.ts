import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** A record of the event that Lambda hands to a function for an SQS message. */
export function toRecord(message: Message, queueArn: string): SQSRecord {
  const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {}, MD5OfBody, MD5OfMessageAttributes } = message;
  const [, , , awsRegion] = queueArn.split(':');
  const record = {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: { ...Attributes },
    messageAttributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, value]) => [name, toAttribute(value)])),
    ...MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: MD5OfMessageAttributes },
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  };
  return record as unknown as SQSRecord; // the SDK types as optional what each message has
}

function toAttribute({ StringValue, BinaryValue, DataType }: MessageAttributeValue): object {
  return {
    ...StringValue !== undefined && { stringValue: StringValue },
    ...BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') },
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

/** Splits records, in their order, into events that are no larger than what Lambda accepts. */
export function splitByPayload(records: readonly SQSRecord[], maxBytes: number): SQSRecord[][] {
  const batches: SQSRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (size > room) {
      batches.push([]);
      room = maxBytes - '{"Records":[]}'.length;
    }
    batches[batches.length - 1].push(record);
    room -= size;
  }
  return batches;
}
