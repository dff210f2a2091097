import { createPublicKey, createSign, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { changedHeader, ofSignature } from './forgeries';
import { payload, type Provider, type SentWebhook } from './provider';
import { WebhookSource } from '../../../src';

const { publicKey, published } = JSON.parse(payload('paypal.json').toString()) as {
  readonly publicKey: string;
  readonly published: ReadonlyArray<{ readonly webhookId: string; readonly headers: SentWebhook['headers']; readonly body: string }>;
};
const WEBHOOK_ID = '3TR748995U920805P';
const OWN_CERTIFICATE = 'https://api.paypal.com/v1/notifications/certs/CERT-0';
const own = generateKeyPairSync('rsa', { modulusLength: 2_048 });

const signedText = (id: string, time: string, webhookId: string, body: Buffer): string => `${id}|${time}|${webhookId}|${crc32(body)}`;
const keyOf = (certificateUrl: string): KeyObject => certificateUrl === OWN_CERTIFICATE ? own.publicKey : createPublicKey(publicKey);

/** Signed and checked as PayPal documents it. Two are PayPal's own, of its sandbox, and its key is computed from their signatures. */
export const paypal: Provider = {
  name: 'paypal',
  secret: WEBHOOK_ID,
  source: webhookId => WebhookSource.paypal({ webhookId }),
  examples: { 'a sale': Buffer.from(published[0].body) },
  group: '4EU7004268015634R',
  deduplicated: true,
  unchecked: () => WebhookSource.paypal(),
  eventId: 'WH-0G2756385H040842W-5Y612302CV158622M',
  published: published.map(({ headers, body }) => ({ headers: { 'Content-Type': 'application/json', ...headers }, body: Buffer.from(body) })),
  sign: body => {
    const id = 'dfb3be50-fd74-11e4-8bf3-77339302725b';
    const time = new Date().toISOString();
    const headers = {
      'Content-Type': 'application/json',
      'PAYPAL-TRANSMISSION-ID': id,
      'PAYPAL-TRANSMISSION-TIME': time,
      'PAYPAL-TRANSMISSION-SIG': createSign('sha256').update(signedText(id, time, WEBHOOK_ID, body)).sign(own.privateKey, 'base64'),
      'PAYPAL-CERT-URL': OWN_CERTIFICATE,
      'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
      'PAYPAL-AUTH-VERSION': 'v2',
    };
    return { headers, body };
  },
  verify: ({ body, header }) => {
    const id = header('paypal-transmission-id');
    const webhookId = published.find(({ headers }) => headers['PAYPAL-TRANSMISSION-SIG'] === header('paypal-transmission-sig'))?.webhookId ?? WEBHOOK_ID;
    const text = signedText(id, header('paypal-transmission-time'), webhookId, body);
    return createVerify('sha256').update(text).verify(keyOf(header('paypal-cert-url')), header('paypal-transmission-sig'), 'base64');
  },
  forgeries: { ...ofSignature('PAYPAL-TRANSMISSION-SIG'), 'a changed id': changedHeader('PAYPAL-TRANSMISSION-ID') },
};
