import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { changedHeader, ofSignature } from './forgeries';
import { type DeliveredWebhook, payload, type Provider, type SentWebhook } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const webhook = new Webhook(SECRET);
const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

export function signStandardWebhook(body: Buffer): SentWebhook {
  const id = `msg_${randomUUID()}`;
  const time = new Date();
  const headers = {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
    'webhook-signature': webhook.sign(id, time, body.toString()),
  };
  return { headers, body };
}

export function verifyStandardWebhook({ body, header }: DeliveredWebhook): boolean {
  return webhook.verify(body.toString(), Object.fromEntries(NAMES.map(name => [name, header(name)]))) !== undefined;
}

export const standardWebhooksForgeries = {
  ...ofSignature('webhook-signature'), 'a changed id': changedHeader('webhook-id'), 'a changed time': changedHeader('webhook-timestamp'),
};

/** Signed and checked by `standardwebhooks`. */
export const standardWebhooks: Provider = {
  name: 'standard-webhooks',
  secret: SECRET,
  source: secret => WebhookSource.standardWebhooks({ secret }),
  examples: { 'a contact': payload('standard-webhooks.json') },
  deduplicated: true,
  sign: signStandardWebhook,
  verify: verifyStandardWebhook,
  forgeries: standardWebhooksForgeries,
};
