import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';
import { ofSignature } from './forgeries';
import { payload, type Provider, type PublishedWebhook } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = '12345';
const PUBLISHED_URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const HEADER = 'X-Twilio-Signature';
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

const parameters = (body: Buffer): { [name: string]: string } => Object.fromEntries(new URLSearchParams(body.toString()));

const publishedJson = (body: string, hash: string, signature: string): PublishedWebhook => ({
  url: `${PUBLISHED_URL}&bodySHA256=${hash}`,
  headers: { 'Content-Type': 'application/json', [HEADER]: signature },
  body: Buffer.from(body),
});

/** Signed and checked by `twilio`; the published ones are from its tests. */
export const twilio: Provider = {
  name: 'twilio',
  secret: SECRET,
  source: secret => WebhookSource.twilio({ secret }),
  examples: { 'a call': payload('twilio.form') },
  deduplicated: true,
  query: 'foo=1&bar=a%20b',
  published: [
    { url: PUBLISHED_URL, headers: { 'Content-Type': FORM, [HEADER]: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }, body: payload('twilio.form') },
    publishedJson(
      '{"property": "value", "boolean": true}',
      '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
      'a9nBmqA0ju/hNViExpshrM61xv4=',
    ),
    publishedJson('{}', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 'Ldidvp12m26NI7eqEvxnEpkd9Hc='),
  ],
  sign: (body, url) => ({
    headers: {
      'Content-Type': FORM,
      'I-Twilio-Idempotency-Token': randomUUID(),
      [HEADER]: getExpectedTwilioSignature(SECRET, url, parameters(body)),
    },
    body,
  }),
  verify: ({ url, body, header }) => header('content-type') === FORM
    ? validateRequest(SECRET, header(HEADER), url, parameters(body))
    : validateRequestWithBody(SECRET, header(HEADER), url, body.toString()),
  forgeries: ofSignature(HEADER),
};
