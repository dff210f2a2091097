import { createHmac } from 'node:crypto';
import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs the body and its address', () => {
  const signature = createHmac('sha1', 'secret').update('{}https://example.com/trello').digest('base64');
  expect(isSignedBy(WebhookSource.trello(), { secret: 'secret', body: '{}', url: 'https://example.com/trello', headers: { 'x-trello-webhook': signature } })).toBe(true);
});
