import { WebhookSource } from '../../../../src';
import { isSignedBy } from '../support/signed-by';

test('signs as in the example of the documentation', () => {
  expect(isSignedBy(WebhookSource.github(), {
    secret: "It's a Secret to Everybody",
    body: 'Hello, World!',
    headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
  })).toBe(true);
});

test('does not send again', () => {
  expect(WebhookSource.github()._definition.retries).toBe(false);
});
