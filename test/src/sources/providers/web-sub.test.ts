import { createHmac } from 'node:crypto';
import { HmacAlgorithm, WebhookSource } from '../../../../src';
import { synthesize } from '../../support';
import { isSignedBy } from '../support/signed-by';

test('signs with what its hub signs with', () => {
  const signature = createHmac('sha1', 'secret').update('<feed/>').digest('hex');
  const source = WebhookSource.webSub({ algorithm: HmacAlgorithm.SHA1 });
  expect(isSignedBy(source, { secret: 'secret', body: '<feed/>', headers: { 'x-hub-signature': `sha1=${signature}` } })).toBe(true);
});

test('refuses a topic that would break out of the template', () => {
  expect(() => synthesize({ source: WebhookSource.webSub({ topics: ["https://example.com/'"] }) })).toThrow('a value of a handshake');
});
