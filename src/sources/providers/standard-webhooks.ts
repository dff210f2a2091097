import { MessageDeduplication } from '../../policies/message-deduplication';
import { standardScheme } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.standardWebhooks`. */
export interface StandardWebhooksSourceOptions {
  /**
   * The endpoint's secret, `whsec_…`.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function standardWebhooks({ secret }: StandardWebhooksSourceOptions): SourceDefinition {
  return source('standard-webhooks', {
    secret,
    signature: standardScheme('webhook'),
    deduplication: MessageDeduplication.header('webhook-id'),
    answerWithinSeconds: 15,
    retries: true,
  });
}
