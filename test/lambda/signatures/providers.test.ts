/** Providers' own libraries and published examples as judges: what they sign is valid here, what is signed here is valid for them. */
import { execFileSync } from 'node:child_process';
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request';
import { verifyKey } from 'discord-interactions';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import twilio from 'twilio';
import paypalEvent from './support/paypal-event.json';
import { RECEIVED_AT, RECEIVED_SECONDS, signedRequest, URL_OF_DOOR } from './support/requests';
import * as schemes from './support/schemes';
import { verifyCertificate } from '../../../lambda/signatures/schemes/certificate';
import { verifyEd25519 } from '../../../lambda/signatures/schemes/ed25519';
import { verifyFormUrl } from '../../../lambda/signatures/schemes/form-url';
import { verifyHmac } from '../../../lambda/signatures/schemes/hmac';
import { VALID } from '../../../lambda/signatures/verification';
import type { HmacScheme } from '../../../src/contract/signature-scheme';

const MISMATCH = { result: 'invalid', reason: 'signature_mismatch' };
const BODY = '{"id":"evt_1","note":"zwölf € 🙂"}';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const hmac = (content: string, secret: string, encoding: 'hex' | 'base64') => createHmac('sha256', secret).update(content).digest(encoding);

/** What a promise resolves to in a process of its own: Jest loads no ES modules. */
function inModule(promise: string, ...parameters: string[]): string {
  const program = `const [, a, b, c] = process.argv; ${promise}.then(value => process.stdout.write(String(value)))`;
  return execFileSync(process.execPath, ['-e', program, ...parameters], { cwd: join(__dirname, '../../..'), encoding: 'utf8' });
}

test('GitHub: what @octokit/webhooks-methods signs, and the published example', () => {
  const signature = inModule('import("@octokit/webhooks-methods").then(({ sign }) => sign(a, b))', SECRET, BODY);
  expect(verifyHmac(schemes.BODY_HEX, signedRequest({ body: BODY, headers: { 'X-Hub-Signature-256': signature } }), [SECRET])).toEqual(VALID);
  const published = signedRequest({ body: 'Hello, World!', headers: { 'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' } });
  expect(verifyHmac(schemes.BODY_HEX, published, ["It's a Secret to Everybody"])).toEqual(VALID);
});

test('Stripe: what its library signs, with the other signatures of a rotation beside it', () => {
  const header = new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload: BODY, secret: SECRET, timestamp: RECEIVED_SECONDS });
  for (const given of [header, header.replace('v1=', `v1=${'0'.repeat(64)},v0=aa,v1=`)]) {
    expect(verifyHmac(schemes.STRIPE, signedRequest({ body: BODY, headers: { 'Stripe-Signature': given } }), [SECRET])).toEqual(VALID);
  }
  expect(verifyHmac(schemes.STRIPE, signedRequest({ body: `${BODY} `, headers: { 'Stripe-Signature': header } }), [SECRET])).toEqual(MISMATCH);
});

test('Shopify: its library agrees', async () => {
  const { webhooks } = shopifyApi({ apiKey: 'key', apiSecretKey: SECRET, hostName: 'hooks.example.com', apiVersion: ApiVersion.July25, isEmbeddedApp: false, logger: { level: 0 } });
  for (const signature of [hmac(BODY, SECRET, 'base64'), hmac(`${BODY} `, SECRET, 'base64')]) {
    const headers = {
      'x-shopify-hmac-sha256': signature,
      'x-shopify-topic': 'orders/create',
      'x-shopify-api-version': '2025-07',
      'x-shopify-shop-domain': 'shop.myshopify.com',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    };
    const { valid } = await webhooks.validate({ rawBody: BODY, rawRequest: { method: 'POST', url: URL_OF_DOOR, headers } });
    expect(verifyHmac(schemes.BODY_BASE64, signedRequest({ body: BODY, headers }), [SECRET])).toEqual(valid ? VALID : MISMATCH);
  }
});

test('Slack: its library agrees, about the time too, and so does the published example', () => {
  const agrees = (body: string, timestamp: number, signature: string, secret: string, receivedAt: number) => {
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    const theirs = isValidSlackRequest({ signingSecret: secret, body, headers, nowMilliseconds: receivedAt });
    const { result } = verifyHmac(schemes.SLACK, signedRequest({ body, receivedAt, headers: { ...headers, 'x-slack-request-timestamp': String(timestamp) } }), [secret]);
    expect(result).toBe(theirs ? 'valid' : 'invalid');
    return theirs;
  };
  const signature = `v0=${hmac(`v0:${RECEIVED_SECONDS}:${BODY}`, SECRET, 'hex')}`;
  expect(agrees(BODY, RECEIVED_SECONDS, signature, SECRET, RECEIVED_AT)).toBe(true);
  expect(agrees(BODY, RECEIVED_SECONDS, signature, SECRET, RECEIVED_AT + 301_000)).toBe(false);
  expect(agrees(`${BODY} `, RECEIVED_SECONDS, signature, SECRET, RECEIVED_AT)).toBe(false);
  const published = 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  expect(agrees(published, 1531420618, 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503', '8f742231b10e8888abcd99yyyzzz85a5', 1531420618_000)).toBe(true);
});

test('Standard Webhooks: what its library signs, and the published example', () => {
  const signature = new StandardWebhook(SECRET).sign('msg_1', new Date(RECEIVED_AT), BODY);
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(RECEIVED_SECONDS), 'webhook-signature': `v1,xxx v1a,yyy ${signature}` };
  expect(verifyHmac(schemes.standardWebhooks('webhook'), signedRequest({ body: BODY, headers }), [SECRET])).toEqual(VALID);
  const published = signedRequest({
    body: '{"test": 2432232314}',
    receivedAt: 1614265330_000,
    headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
  });
  expect(verifyHmac(schemes.standardWebhooks('webhook'), published, [SECRET])).toEqual(VALID);
});

test('Svix: what its library signs', () => {
  const headers = { 'svix-id': 'msg_1', 'svix-timestamp': String(RECEIVED_SECONDS), 'svix-signature': new SvixWebhook(SECRET).sign('msg_1', new Date(RECEIVED_AT), BODY) };
  expect(verifyHmac(schemes.standardWebhooks('svix'), signedRequest({ body: BODY, headers }), [SECRET])).toEqual(VALID);
});

test('Square: the example of its libraries', () => {
  const body = '{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f",'
    + '"created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}';
  const headers = { 'x-square-hmacsha256-signature': 'GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=' };
  const url = 'https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9';
  const verify = (change: { readonly body?: string; readonly url?: string }) => verifyHmac(schemes.SQUARE, signedRequest({ body, url, headers, ...change }), ['Ibxx_5AKakO-3qeNVR61Dw']);
  expect(verify({})).toEqual(VALID);
  expect(verify({ body: `${body} ` })).toEqual(MISMATCH);
  expect(verify({ url: `${url}/` })).toEqual(MISMATCH);
});

test('Linear: its library agrees, and the timestamp in the body counts', () => {
  const now = JSON.stringify({ webhookTimestamp: Date.now() });
  const signature = hmac(now, SECRET, 'hex');
  expect(inModule('import("@linear/sdk/webhooks").then(({ LinearWebhookClient }) => new LinearWebhookClient(a).verify(Buffer.from(b), c))', SECRET, now, signature)).toBe('true');
  expect(verifyHmac(schemes.LINEAR, signedRequest({ body: now, receivedAt: Date.now(), headers: { 'linear-signature': signature } }), [SECRET])).toEqual(VALID);
  const signed = (webhookTimestamp: unknown) => {
    const body = JSON.stringify({ action: 'create', webhookTimestamp });
    return verifyHmac(schemes.LINEAR, signedRequest({ body, headers: { 'linear-signature': hmac(body, SECRET, 'hex') } }), [SECRET]);
  };
  expect(signed(RECEIVED_AT - 59_000)).toEqual(VALID);
  expect(signed(RECEIVED_AT - 61_000)).toEqual({ result: 'invalid', reason: 'timestamp_out_of_tolerance' });
  expect(signed(undefined)).toEqual({ result: 'invalid', reason: 'timestamp_missing' });
});

test('Twitch: a timestamp in nanoseconds', () => {
  const timestamp = '2026-12-01T10:00:00.634234626Z';
  const headers = {
    'Twitch-Eventsub-Message-Id': 'id-1',
    'Twitch-Eventsub-Message-Timestamp': timestamp,
    'Twitch-Eventsub-Message-Signature': `sha256=${hmac(`id-1${timestamp}${BODY}`, SECRET, 'hex')}`,
  };
  expect(verifyHmac(schemes.TWITCH, signedRequest({ body: BODY, headers }), [SECRET])).toEqual(VALID);
});

interface Published {
  readonly name: string;
  readonly scheme: HmacScheme;
  readonly secret: string;
  readonly body: string;
  readonly signature: string;
}

test.each<Published>([
  {
    name: 'Bitbucket',
    scheme: schemes.BODY_HEX,
    secret: "It's a Secret to Everybody",
    body: 'Hello World!',
    signature: 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
  },
  {
    name: 'Meta',
    scheme: schemes.BODY_HEX,
    secret: 'secret',
    body: 'test',
    signature: 'sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914',
  },
  {
    name: 'Dropbox',
    scheme: { ...schemes.BODY_HEX, signatures: { header: 'x-dropbox-signature' } },
    secret: 'the_secret',
    body: '{"delta": {"users": [12345]}}',
    signature: '0a8c16b085420b960dc78664279fe09e936a2a01b1f91064869d9e77dfd64529',
  },
  {
    name: 'X',
    scheme: schemes.X,
    secret: 'test',
    body: '{"test_number":1,"test_string":"two"}',
    signature: 'sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI=',
  },
])('$name: the published example', ({ scheme, secret, body, signature }) => {
  const headers = { [scheme.signatures.header]: signature };
  expect(verifyHmac(scheme, signedRequest({ body, headers }), [secret])).toEqual(VALID);
  expect(verifyHmac(scheme, signedRequest({ body: `${body} `, headers }), [secret])).toEqual(MISMATCH);
});

describe('Twilio', () => {
  const token = '12345';

  test('what its library signs of a form', () => {
    const parameters = { 'To': '+18005551212', 'From': '+14158675309', 'Body': 'a & b = ü 🙂', 'Media[0]': '', 'CallSid': 'CA1', 'callsid': 'x', 'Tag': ['b', 'a', 'b'] };
    const signature = twilio.getExpectedTwilioSignature(token, URL_OF_DOOR, parameters);
    const fields = Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
    const body = new URLSearchParams(fields).toString();
    expect(verifyFormUrl(schemes.TWILIO, signedRequest({ body, headers: { 'X-Twilio-Signature': signature } }), [token])).toEqual(VALID);
  });

  test('its library agrees about a body whose hash is in the address', () => {
    const body = '{"property": "value", "boolean": true}';
    const parameters = 'foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    const url = `https://mycompany.com/myapp.php?${parameters}`;
    const signature = 'a9nBmqA0ju/hNViExpshrM61xv4='; // published
    for (const sent of [{ url, body }, { url, body: `${body} ` }, { url: `${url}0`, body }]) {
      const theirs = twilio.validateRequestWithBody(token, signature, sent.url, sent.body);
      const request = signedRequest({ ...sent, query: [...new URLSearchParams(parameters)], headers: { 'X-Twilio-Signature': signature } });
      expect(verifyFormUrl(schemes.TWILIO, request, [token])).toEqual(theirs ? VALID : MISMATCH);
    }
  });

  test('the published example of a form', () => {
    const body = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212';
    const request = signedRequest({ url: 'https://mycompany.com/myapp.php?foo=1&bar=2', body, headers: { 'X-Twilio-Signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' } });
    expect(verifyFormUrl(schemes.TWILIO, request, [token])).toEqual(VALID);
  });
});

test('Discord: its library agrees', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hexadecimal = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  for (const content of [`${RECEIVED_SECONDS}${BODY}`, `${RECEIVED_SECONDS}${BODY} `]) {
    const signature = sign(null, Buffer.from(content), privateKey).toString('hex');
    const theirs = await verifyKey(BODY, signature, String(RECEIVED_SECONDS), hexadecimal);
    const request = signedRequest({ body: BODY, headers: { 'X-Signature-Ed25519': signature, 'X-Signature-Timestamp': String(RECEIVED_SECONDS) } });
    expect(verifyEd25519(schemes.DISCORD, request, [hexadecimal])).toEqual(theirs ? VALID : MISMATCH);
  }
});

test('PayPal: an event that it signed', async () => {
  const { body, certificateUrl, publicKey, signature, transmissionId, transmissionTime, webhookId } = paypalEvent;
  const asked: string[] = [];
  const certificates = { publicKey: async (url: string) => { asked.push(url); return { key: createPublicKey(publicKey) }; } };
  const request = signedRequest({
    body,
    receivedAt: Date.parse(transmissionTime),
    headers: {
      'Paypal-Transmission-Id': transmissionId, 'Paypal-Transmission-Time': transmissionTime, 'Paypal-Transmission-Sig': signature, 'Paypal-Cert-Url': certificateUrl,
    },
  });
  expect(await verifyCertificate(schemes.PAYPAL, request, [webhookId], certificates)).toEqual(VALID);
  expect(await verifyCertificate(schemes.PAYPAL, request, ['another webhook'], certificates)).toEqual(MISMATCH);
  expect(await verifyCertificate(schemes.PAYPAL, { ...request, body: Buffer.from(`${body} `) }, [webhookId], certificates)).toEqual(MISMATCH);
  expect(asked).toEqual([certificateUrl, certificateUrl, certificateUrl]);
});
