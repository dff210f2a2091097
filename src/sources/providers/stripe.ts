import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.stripe`. */
export interface StripeSourceOptions {
  /**
   * The endpoint's signing secret, `whsec_…`.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function stripe({ secret }: StripeSourceOptions): SourceDefinition {
  return source('stripe', {
    secret,
    signature: {
      ...signedBody('stripe-signature'),
      signatures: { header: 'stripe-signature', separator: ',', prefix: 'v1=' },
      signed: [{ part: 'timestamp' }, { part: 'text', text: '.' }, { part: 'body' }],
      timestamp: { at: { header: 'stripe-signature', separator: ',', prefix: 't=' }, unit: 'seconds', toleranceSeconds: 300 },
    },
    deduplication: MessageDeduplication.jsonPath('$.id'),
    grouping: MessageGrouping.jsonPath('$.data.object.id'),
    retries: true,
  });
}
