import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'Ibxx_5AKakO-3qeNVR61Dw';
const HEADER = 'x-square-hmacsha256-signature';

/** Signed and checked as Square documents it; the published one is from the tests of its libraries, of which the one for Node.js is 70 MB. */
export const square: Provider = {
  name: 'square',
  secret: SECRET,
  source: secret => WebhookSource.square({ secret }),
  examples: { 'a payment': payload('square.json') },
  group: 'KkAkhdMsgzn59SM8A89WgKwekxLZY',
  deduplicated: true,
  eventId: '11fb274d-6882-417a-879c-faec367e0665',
  published: [{
    url: 'https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9',
    headers: { 'Content-Type': 'application/json', [HEADER]: 'GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=' },
    body: payload('square-test-notification.json'),
  }],
  sign: (body, url) => ({ headers: { 'Content-Type': 'application/json', [HEADER]: hmac('sha256', SECRET, [url, body], 'base64') }, body }),
  verify: ({ url, body, header }) => header(HEADER) === hmac('sha256', SECRET, [url, body], 'base64'),
  forgeries: ofSignature(HEADER),
};
