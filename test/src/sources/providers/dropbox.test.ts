import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.dropbox(), {
    secret: 'the_secret',
    body: '{"delta": {"users": [12345]}}',
    headers: { 'x-dropbox-signature': '0a8c16b085420b960dc78664279fe09e936a2a01b1f91064869d9e77dfd64529' },
  })).toBe(true);
});
