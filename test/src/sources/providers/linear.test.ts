import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs the body, which holds the time', () => {
  const signature = createHmac('sha256', 'secret').update('{"webhookTimestamp":1}').digest('hex');
  expect(isSignedBy(WebhookSource.linear(), { secret: 'secret', body: '{"webhookTimestamp":1}', headers: { 'linear-signature': signature } })).toBe(true);
});
