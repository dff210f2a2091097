import { WebhookSource } from '../../../../src';
import { HASHED_WORD } from '../../../../src/contract/challenge';
import { secret } from '../support/all-sources';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.x({ secret }), {
    secret: 'test',
    body: '{"test_number":1,"test_string":"two"}',
    headers: { 'x-twitter-webhooks-signature': 'sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI=' },
  })).toBe(true);
});

test('takes tokens as it sends them, and no webhook, for something to sign', () => {
  expect(HASHED_WORD.test('9b4507b3-9040-4669-9ca3-6b94edb50553')).toBe(true);
  expect(HASHED_WORD.test('{"for_user_id":"1"}')).toBe(false);
});
