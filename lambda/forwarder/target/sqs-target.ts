import type { SqsTargetConfiguration } from '../../../src/contract/aws-targets';
import type { Target } from '../ports';
import type { SqsCalls } from '../sqs-calls';
import { messageContent } from './message-content';
import { accepted, ServiceTarget } from './service-target';

export function openSqsTarget(configuration: SqsTargetConfiguration, { sendMessage }: SqsCalls): Target {
  const { queueUrl, fifo, content, maxMessageBytes: mostBytes, totalTimeoutMillis } = configuration;
  const forwardHeaders = new Set(configuration.forwardHeaders);
  return new ServiceTarget({ totalTimeoutMillis, mostBytes }, (webhook, identity) => {
    const { body, attributes, bytes } = messageContent(webhook, identity, content, { forwardHeaders });
    return {
      bytes,
      async send(abortSignal) {
        const output = await sendMessage({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: attributes,
          MessageGroupId: identity.group,
          MessageDeduplicationId: fifo ? identity.messageId : undefined,
        }, abortSignal);
        return accepted(output, { messageId: output.MessageId });
      },
    };
  });
}
