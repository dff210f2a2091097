import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.shopify`. */
export interface ShopifySourceOptions {
  /**
   * The app's client secret, or the secret that the admin's page of webhooks shows.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function shopify({ secret }: ShopifySourceOptions): SourceDefinition {
  return source('shopify', {
    secret,
    signature: signedBody('x-shopify-hmac-sha256', { encoding: 'base64' }),
    deduplication: MessageDeduplication.header('X-Shopify-Webhook-Id'),
    grouping: MessageGrouping.jsonPath('$.admin_graphql_api_id'),
    answerWithinSeconds: 5,
    retries: true,
  });
}
