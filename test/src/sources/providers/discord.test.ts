import { WebhookSource } from '../../../../src';
import { secret } from '../support/all-sources';

test('has its pings answered 204, and only signed ones', () => {
  expect(WebhookSource.discord({ publicKey: secret })._definition.challenges).toEqual([{ when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 0 }, signed: true, answer: { status: 204 } }]);
});
