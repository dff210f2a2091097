import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs the body', () => {
  const signature = createHmac('sha256', 'secret').update('{}').digest('hex');
  expect(isSignedBy(WebhookSource.nylas(), { secret: 'secret', body: '{}', headers: { 'x-nylas-signature': signature } })).toBe(true);
});
