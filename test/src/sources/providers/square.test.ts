import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs its address and the body', () => {
  const signature = createHmac('sha256', 'secret').update('https://example.com/square{}').digest('base64');
  expect(isSignedBy(WebhookSource.square(), { secret: 'secret', body: '{}', url: 'https://example.com/square', headers: { 'x-square-hmacsha256-signature': signature } })).toBe(true);
});
