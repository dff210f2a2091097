import { randomUUID } from 'node:crypto';
import { ofSignature } from './forgeries';
import { runModule } from './module-program';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'lin_wh_0123456789abcdef';

const VERIFY = `
  Date.now = () => Number($4);
  const { LinearWebhookClient } = await import('@linear/sdk/webhooks');
  return String(new LinearWebhookClient($1).verify(Buffer.from($2, 'base64'), $3));
`;

/** Checked by `@linear/sdk`, which signs nothing and takes what is at most a minute old: it is asked as of when the webhook was sent. */
export const linear: Provider = {
  name: 'linear',
  secret: SECRET,
  source: secret => WebhookSource.linear({ secret }),
  examples: { 'an issue': payload('linear.json') },
  group: '4ceeeecb-3442-4972-b27a-4ac7198d4eac',
  deduplicated: true,
  sign: example => {
    const body = Buffer.from(example.toString().replace(/("webhookTimestamp": )\d+/, `$1${Date.now()}`));
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Linear-Delivery': randomUUID(),
      'Linear-Event': 'Issue',
      'Linear-Signature': hmac('sha256', SECRET, [body], 'hex'),
    };
    return { headers, body };
  },
  verify: async ({ body, header }) => {
    const sentAt = /"webhookTimestamp": (\d+)/.exec(body.toString())?.[1] ?? '';
    return await runModule(VERIFY, SECRET, body.toString('base64'), header('linear-signature'), sentAt) === 'true';
  },
  forgeries: ofSignature('Linear-Signature'),
};
