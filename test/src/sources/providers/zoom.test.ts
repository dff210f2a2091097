import { WebhookSource } from '../../../../src';
import { secret } from '../support/all-sources';

test('has the token of a signed validation hashed in hexadecimal', () => {
  expect(WebhookSource.zoom({ secret })._definition.challenges).toEqual([{
    when: { method: 'POST', has: { from: 'json', path: '$.event' }, equals: 'endpoint.url_validation' },
    signed: true,
    answer: {
      status: 200,
      contentType: 'application/json',
      fields: {
        plainToken: { kind: 'copy', of: { from: 'json', path: '$.payload.plainToken' } },
        encryptedToken: { kind: 'hmac', of: { from: 'json', path: '$.payload.plainToken' }, encoding: 'hex' },
      },
    },
  }]);
});
