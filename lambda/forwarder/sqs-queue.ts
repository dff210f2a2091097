import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, type MessageAttributeValue, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterMessage, HiddenMessage, Queue } from './ports';

export interface QueueUrls {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly quarantineQueueUrl?: string;
}

export class SqsQueue implements Queue {
  constructor(private readonly client: SQSClient, private readonly urls: QueueUrls) {}

  public hide(messages: readonly HiddenMessage[]): Promise<readonly string[]> {
    return hideMessages(this.client, this.urls.queueUrl, messages);
  }

  public deadLetter(message: DeadLetterMessage): Promise<void> {
    return this.send(this.urls.deadLetterQueueUrl, message);
  }

  public async quarantine(message: DeadLetterMessage): Promise<void> {
    const { quarantineQueueUrl } = this.urls;
    if (quarantineQueueUrl === undefined) throw new Error('the buffer has no quarantine any more');
    await this.send(quarantineQueueUrl, message);
  }

  private async send(queueUrl: string, { body, attributes, group, deduplicationId }: DeadLetterMessage): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: stringAttributes(attributes),
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }));
  }
}

export async function hideMessages(client: SQSClient, queueUrl: string, messages: readonly HiddenMessage[]): Promise<readonly string[]> {
  const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({
    QueueUrl: queueUrl,
    Entries: messages.map(({ receiptHandle, seconds }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds })),
  }));
  return Failed.map(({ Code }) => String(Code));
}

export function stringAttributes(attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
}
