import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { messagingConfiguration, type MessagingTargetOptions } from './messaging-options';
import { grantAction, type TargetDefinition } from './target-definition';
import { MAX_MESSAGE_BYTES } from '../contract/limits';

/** Options of `WebhookTarget.sqs`. */
export interface SqsTargetOptions extends MessagingTargetOptions {}

export function sqsTarget(queue: IQueue, options: SqsTargetOptions): TargetDefinition {
  const { queueUrl, queueArn, fifo, encryptionMasterKey } = queue;
  const common = messagingConfiguration('WebhookTarget.sqs', options, { usual: MAX_MESSAGE_BYTES, most: MAX_MESSAGE_BYTES });
  return {
    attemptMillis: common.totalTimeoutMillis,
    configuration: { kind: 'sqs', ...common, queueUrl, fifo },
    grant: grantAction('sqs:SendMessage', queueArn, encryptionMasterKey),
  };
}
