import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs as its own library does, and any of several signatures counts', () => {
  expect(isSignedBy(WebhookSource.stripe(), {
    secret: 'whsec_test',
    body: '{"id":"evt_1","object":"event","n":1}',
    headers: { 'stripe-signature': 't=1700000000,v1=00,v1=fed6d5564728dc62c7ebc024a7ba8c2b8510df2b76e21ac3311cc0ccac11fd5c,v0=11' },
  })).toBe(true);
});
