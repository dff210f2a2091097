import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OutgoingMessage, Queue } from './ports';
import { ENVELOPE_ATTRIBUTE } from '../../src/contract/envelope';

export class SqsQueue implements Queue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  public async send({ body, attribute, group, deduplication }: OutgoingMessage): Promise<string> {
    const { MessageId } = await this.client.send(new SendMessageCommand({
      QueueUrl: this.queueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplication === '' ? undefined : deduplication,
      MessageAttributes: { [ENVELOPE_ATTRIBUTE]: { DataType: 'String', StringValue: attribute } },
    }));
    // An acknowledgement without one would be a promise that nobody gave.
    if (!MessageId) throw new Error('SQS answered without a message id');
    return MessageId;
  }
}
