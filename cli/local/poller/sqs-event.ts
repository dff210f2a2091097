import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord, SQSRecordAttributes } from 'aws-lambda';

/** A record of the event that Lambda hands to a function for an SQS message. */
export function toRecord(message: Message, queueArn: string): SQSRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, toAttribute(value)]);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes } as unknown as SQSRecordAttributes,
    messageAttributes: Object.fromEntries(attributes) as { [name: string]: SQSMessageAttribute },
    ...message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes },
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

function toAttribute({ StringValue, BinaryValue, DataType }: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...StringValue !== undefined && { stringValue: StringValue },
    ...BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') },
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType ?? 'String',
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
    batches.at(-1)?.push(record);
    room -= size;
  }
  return batches;
}
