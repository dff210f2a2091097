import { WebhookSource } from '../../../../src';

test('sends its secret in a header of its own', () => {
  expect(WebhookSource.okta({ header: 'X-Okta-Key' })._definition.signature).toEqual({ kind: 'token', at: { from: 'header', name: 'x-okta-key' } });
});
