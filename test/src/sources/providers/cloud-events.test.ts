import { WebhookSource } from '../../../../src';

test.each([0, -1, 1.5])('refuses a rate of %d a minute', allowedRate => {
  expect(() => WebhookSource.cloudEvents({ allowedRate })).toThrow('WebhookSource.cloudEvents: allowedRate');
});

test('lets a sender send as much as it likes by default', () => {
  expect(WebhookSource.cloudEvents()._definition.handshakes[0]?.answer.headers).toEqual({ 'WebHook-Allowed-Rate': '*', 'Allow': 'POST' });
});
