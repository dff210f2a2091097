import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { SnsTargetConfiguration } from '../../../src/contract/aws-targets';
import type { Target } from '../ports';
import { messageContent } from './message-content';
import { accepted, ServiceTarget } from './service-target';

export function openSnsTarget(configuration: SnsTargetConfiguration, options: SNSClientConfig): Target {
  const client = new SNSClient(options);
  const { topicArn, fifo, content, maxMessageBytes: mostBytes, totalTimeoutMillis } = configuration;
  const forwardHeaders = new Set(configuration.forwardHeaders);
  return new ServiceTarget({ totalTimeoutMillis, mostBytes }, (webhook, identity) => {
    const { body, attributes, bytes } = messageContent(webhook, identity, content, { forwardHeaders });
    return {
      bytes,
      async send(abortSignal) {
        const output = await client.send(new PublishCommand({
          TopicArn: topicArn,
          Message: body,
          MessageAttributes: attributes,
          MessageGroupId: identity.group,
          MessageDeduplicationId: fifo ? identity.messageId : undefined,
        }), { abortSignal });
        return accepted(output, { messageId: output.MessageId });
      },
    };
  });
}
