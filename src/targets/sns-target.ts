import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { messagingConfiguration, type MessagingTargetOptions } from './messaging-options';
import { grantAction, type TargetDefinition } from './target-definition';
import { DEFAULT_MAX_NOTIFICATION_BYTES, MAX_NOTIFICATION_BYTES } from '../contract/limits';

/** Options of `WebhookTarget.sns`. */
export interface SnsTargetOptions extends MessagingTargetOptions {}

export function snsTarget(topic: ITopic, options: SnsTargetOptions): TargetDefinition {
  const { topicArn, fifo, masterKey } = topic;
  const common = messagingConfiguration('WebhookTarget.sns', options, { usual: DEFAULT_MAX_NOTIFICATION_BYTES, most: MAX_NOTIFICATION_BYTES });
  return {
    attemptMillis: common.totalTimeoutMillis,
    configuration: { kind: 'sns', ...common, topicArn, fifo },
    grant: grantAction('sns:Publish', topicArn, masterKey),
  };
}
