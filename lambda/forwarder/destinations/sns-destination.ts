import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { isFifo, type Destination } from './destination';

/** Announces to an SNS topic. */
export function openSnsDestination(topicArn: string, options: SNSClientConfig): Destination {
  const client = new SNSClient(options);
  return async announcement => {
    const { id, group } = announcement;
    await client.send(new PublishCommand({
      TopicArn: topicArn,
      Message: JSON.stringify(announcement),
      ...(isFifo(topicArn) && { MessageGroupId: group, MessageDeduplicationId: id }),
    }));
  };
}
