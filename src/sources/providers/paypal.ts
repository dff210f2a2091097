import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.paypal`. */
export interface PayPalSourceOptions {
  /**
   * The id of the webhook, which PayPal signs along with each event. It is no secret, and kept like one.
   *
   * @default - signatures are not checked
   */
  readonly webhookId?: WebhookSecret;
}

export function paypal({ webhookId }: PayPalSourceOptions): SourceDefinition {
  return source('paypal', {
    secret: webhookId,
    signature: {
      kind: 'certificate',
      signatures: { header: 'paypal-transmission-sig' },
      transmissionIdHeader: 'paypal-transmission-id',
      timestamp: { at: { header: 'paypal-transmission-time' }, unit: 'iso8601', toleranceSeconds: 300 },
      certificateUrlHeader: 'paypal-cert-url',
      certificateHosts: ['api.paypal.com', 'api.sandbox.paypal.com'],
    },
    deduplication: MessageDeduplication.jsonPath('$.id'),
    grouping: MessageGrouping.jsonPath('$.resource.id'),
    retries: true,
  });
}
