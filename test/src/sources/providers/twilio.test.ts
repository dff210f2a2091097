import { WebhookSource } from '../../../../src';

test('has a body hashed that is no form', () => {
  expect(WebhookSource.twilio()._definition.signature).toEqual({ kind: 'formUrl', signatures: { header: 'x-twilio-signature' }, bodyHashParameter: 'bodySHA256' });
});
