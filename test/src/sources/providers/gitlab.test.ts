import { WebhookSource } from '../../../../src';
import { secret } from '../support/all-sources';

test('sends its secret token along', () => {
  expect(WebhookSource.gitlab({ secret })._definition.signature).toEqual({ kind: 'token', at: { from: 'header', name: 'x-gitlab-token' } });
});

test('signs with a signing token as Standard Webhooks does', () => {
  expect(WebhookSource.gitlab({ signingToken: secret })._definition.signature).toEqual(WebhookSource.standardWebhooks()._definition.signature);
});

test('has one of the two', () => {
  expect(() => WebhookSource.gitlab({ secret, signingToken: secret })).toThrow('WebhookSource.gitlab: "secret and signingToken" is not possible: one of them');
});
