import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs the body', () => {
  const signature = createHmac('sha256', 'secret').update('{"events":[]}').digest('hex');
  expect(isSignedBy(WebhookSource.asana(), { secret: 'secret', body: '{"events":[]}', headers: { 'x-hook-signature': signature } })).toBe(true);
});
