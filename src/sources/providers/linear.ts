import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.linear`. */
export interface LinearSourceOptions {
  /**
   * The webhook's signing secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function linear({ secret }: LinearSourceOptions): SourceDefinition {
  return source('linear', {
    secret,
    signature: { ...signedBody('linear-signature'), timestamp: { at: { json: '$.webhookTimestamp' }, unit: 'milliseconds', toleranceSeconds: 60 } },
    deduplication: MessageDeduplication.header('Linear-Delivery'),
    grouping: MessageGrouping.jsonPath('$.data.id'),
    acceptedStatuses: [200],
    answerWithinSeconds: 5,
    retries: true,
  });
}
