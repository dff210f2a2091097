import { ofSignature } from './forgeries';
import { hmac, payload, type Provider, type PublishedWebhook } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'test';
const HEADER = 'x-twitter-webhooks-signature';

const published = (type: string, body: string, signature: string): PublishedWebhook => ({
  headers: { 'Content-Type': type, [HEADER]: `sha256=${signature}` }, body: Buffer.from(body),
});

/** Signed and checked as X documents it; the published ones are from its library `twitter-autohook`, which no longer installs. */
export const x: Provider = {
  name: 'x',
  secret: SECRET,
  source: secret => WebhookSource.x({ secret }),
  examples: { 'a post': payload('x.json') },
  deduplicated: false,
  published: [
    published('application/x-www-form-urlencoded', 'test=1&other_test=2', '25Cu3iwbbiqBTwQRzcKJZwisjf736V2Q8UaTlkfLSoc='),
    published('application/json', '{"test_number":1,"test_string":"two"}', 'YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI='),
  ],
  sign: body => ({ headers: { 'Content-Type': 'application/json', [HEADER]: `sha256=${hmac('sha256', SECRET, [body], 'base64')}` }, body }),
  verify: ({ body, header }) => header(HEADER) === `sha256=${hmac('sha256', SECRET, [body], 'base64')}`,
  forgeries: ofSignature(HEADER),
};
