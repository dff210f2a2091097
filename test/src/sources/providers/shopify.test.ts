import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs the body in base64', () => {
  const signature = createHmac('sha256', 'secret').update('{}').digest('base64');
  expect(isSignedBy(WebhookSource.shopify(), { secret: 'secret', body: '{}', headers: { 'x-shopify-hmac-sha256': signature } })).toBe(true);
});
