import { maskHeaders } from '../../../cli/local/console/masking';

const MASK = '••••••••';

describe('headers are masked', () => {
  test.each([
    'Authorization', 'Proxy-Authorization', 'Cookie', 'Set-Cookie', 'X-Hub-Signature-256', 'Stripe-Signature', 'X-Shopify-Hmac-Sha256', 'X-Gitlab-Token',
    'X-Api-Key', 'X-Amz-Security-Token', 'x-client-secret', 'X-Session-Id',
  ])('%s', name => {
    expect(maskHeaders([[name, 'hunter2']])).toEqual([[name, MASK]]);
  });
});

describe('headers are shown', () => {
  test.each(['Content-Type', 'User-Agent', 'X-GitHub-Event', 'Idempotency-Key', 'Retry-After'])('%s', name => {
    expect(maskHeaders([[name, 'value']])).toEqual([[name, 'value']]);
  });

  test('in their order, duplicates included', () => {
    expect(maskHeaders([['B', '1'], ['A', '2'], ['B', '3']])).toEqual([['B', '1'], ['A', '2'], ['B', '3']]);
  });
});
