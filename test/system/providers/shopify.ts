import { randomUUID } from 'node:crypto';
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'hush';
const HEADERS = ['X-Shopify-Hmac-Sha256', 'X-Shopify-Topic', 'X-Shopify-API-Version', 'X-Shopify-Shop-Domain', 'X-Shopify-Webhook-Id'];

const { webhooks } = shopifyApi({
  apiKey: 'key',
  apiSecretKey: SECRET,
  hostName: 'orders.example.com',
  apiVersion: ApiVersion.October25,
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error, log: () => {} },
});

/** Checked by `@shopify/shopify-api`, which signs nothing. */
export const shopify: Provider = {
  name: 'shopify',
  secret: SECRET,
  source: secret => WebhookSource.shopify({ secret }),
  examples: { 'a customer': payload('shopify.json') },
  group: 'gid://shopify/Customer/706405506930370084',
  deduplicated: true,
  sign: body => ({
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Hmac-Sha256': hmac('sha256', SECRET, [body], 'base64'),
      'X-Shopify-Topic': 'customers/create',
      'X-Shopify-API-Version': '2025-10',
      'X-Shopify-Shop-Domain': 'example.myshopify.com',
      'X-Shopify-Webhook-Id': randomUUID(),
    },
    body,
  }),
  verify: async ({ url, body, header }) => {
    const headers = Object.fromEntries(HEADERS.map(name => [name, header(name)]));
    return (await webhooks.validate({ rawBody: body.toString(), rawRequest: { method: 'POST', url, headers } })).valid;
  },
  forgeries: ofSignature('X-Shopify-Hmac-Sha256'),
};
