import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageIds, ParkedMessage, ParkingQueue, ReceivedMessage } from './ports';
import { MAX_BATCH_SIZE } from '../../../src/contract/limits';
import type { ReleaseMessage } from '../../../src/contract/parking';
import type { HiddenMessage } from '../ports';
import { hideMessages, stringAttributes } from '../sqs-queue';

export interface ParkingQueueUrls {
  readonly queueUrl: string;
  readonly parkingQueueUrl: string;
}

export class SqsParkingQueue implements ParkingQueue {
  constructor(private readonly client: SQSClient, private readonly urls: ParkingQueueUrls) {}

  public async send({ body, attributes, group, deduplicationId }: ParkedMessage): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: this.urls.parkingQueueUrl,
      MessageBody: body,
      MessageAttributes: stringAttributes(attributes),
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }));
  }

  public async receive(hiddenSeconds: number): Promise<readonly ReceivedMessage[]> {
    const { Messages = [] } = await this.client.send(new ReceiveMessageCommand({
      QueueUrl: this.urls.parkingQueueUrl,
      MaxNumberOfMessages: MAX_BATCH_SIZE,
      VisibilityTimeout: hiddenSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageDeduplicationId', 'MessageGroupId'],
    }));
    return Messages.map(received);
  }

  public hide(messages: readonly HiddenMessage[]): Promise<readonly string[]> {
    return hideMessages(this.client, this.urls.parkingQueueUrl, messages);
  }

  public async delete(receiptHandle: string): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: this.urls.parkingQueueUrl, ReceiptHandle: receiptHandle }));
  }

  public async requestDrain(message: ReleaseMessage, { group, deduplicationId }: MessageIds): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: this.urls.queueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }));
  }
}

function received({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message): ReceivedMessage {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue])),
    group: Attributes.MessageGroupId ?? '',
    deduplicationId: Attributes.MessageDeduplicationId ?? '',
    receiveCount: Number(Attributes.ApproximateReceiveCount),
  };
}
