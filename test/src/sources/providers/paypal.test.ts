import { WebhookSource } from '../../../../src';

test('takes certificates from its own hosts only', () => {
  expect(WebhookSource.paypal()._definition.signature).toEqual(expect.objectContaining({ kind: 'certificate', certificateHosts: ['api.paypal.com', 'api.sandbox.paypal.com'] }));
});
