import {
  GetQueueUrlCommand, SendMessageCommand, SQSClient, type SendMessageCommandInput, type SendMessageCommandOutput, type SQSClientConfig,
} from '@aws-sdk/client-sqs';

/** Calls of SQS by the client that the forwarder has anyway, for what is bundled apart from it. */
export interface SqsCalls {
  sendMessage(input: SendMessageCommandInput, abortSignal?: AbortSignal): Promise<SendMessageCommandOutput>;
  queueUrl(queueArn: string): Promise<string>;
}

export function openSqsCalls(options: SQSClientConfig): SqsCalls {
  const client = new SQSClient(options);
  return {
    sendMessage: (input, abortSignal) => client.send(new SendMessageCommand(input), { abortSignal }),
    async queueUrl(queueArn) {
      const [, , , , QueueOwnerAWSAccountId, QueueName] = queueArn.split(':');
      const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
      return QueueUrl;
    },
  };
}
