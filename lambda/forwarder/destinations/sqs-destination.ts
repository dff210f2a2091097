import type { SqsCalls } from '../sqs-calls';
import { isFifo, type Destination } from './destination';

/** Announces to an SQS queue, whose URL SQS tells once. */
export function openSqsDestination(queueArn: string, { sendMessage, queueUrl }: SqsCalls): Destination {
  let asked: Promise<string> | undefined;
  return async announcement => {
    asked ??= queueUrl(queueArn);
    const { id, group } = announcement;
    try {
      await sendMessage({
        QueueUrl: await asked,
        MessageBody: JSON.stringify(announcement),
        ...(isFifo(queueArn) && { MessageGroupId: group, MessageDeduplicationId: id }),
      });
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
}
