import { randomUUID } from 'node:crypto';
import { Webhook } from 'svix';
import { changedHeader, ofSignature } from './forgeries';
import { payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const webhook = new Webhook(SECRET);
const NAMES = ['svix-id', 'svix-timestamp', 'svix-signature'];

/** Signed and checked by `svix`; what it delivers keeps to Standard Webhooks. */
export const svix: Provider = {
  name: 'svix',
  secret: SECRET,
  source: secret => WebhookSource.svix({ secret }),
  examples: { 'a contact': payload('standard-webhooks.json') },
  deduplicated: true,
  sign: body => {
    const id = `msg_${randomUUID()}`;
    const time = new Date();
    const headers = {
      'Content-Type': 'application/json',
      'svix-id': id,
      'svix-timestamp': String(Math.floor(time.getTime() / 1_000)),
      'svix-signature': webhook.sign(id, time, body.toString()),
    };
    return { headers, body };
  },
  verify: ({ body, header }) => webhook.verify(body.toString(), Object.fromEntries(NAMES.map(name => [name, header(name)]))) !== undefined,
  forgeries: { ...ofSignature('svix-signature'), 'a changed id': changedHeader('svix-id'), 'a changed time': changedHeader('svix-timestamp') },
};
