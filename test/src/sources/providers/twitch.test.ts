import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { secret } from '../support/all-sources';
import { isSignedBy } from '../support/signed-by';

test('signs id, time and body', () => {
  const signature = createHmac('sha256', 'secret').update('id2026-01-01T00:00:00Z{}').digest('hex');
  expect(isSignedBy(WebhookSource.twitch({ secret }), {
    secret: 'secret',
    body: '{}',
    headers: { 'twitch-eventsub-message-id': 'id', 'twitch-eventsub-message-timestamp': '2026-01-01T00:00:00Z', 'twitch-eventsub-message-signature': `sha256=${signature}` },
  })).toBe(true);
});
