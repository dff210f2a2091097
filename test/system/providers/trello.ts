import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'the secret of an application';
const HEADER = 'X-Trello-Webhook';

/** Signed and checked as Trello documents it. */
export const trello: Provider = {
  name: 'trello',
  secret: SECRET,
  source: secret => WebhookSource.trello({ secret }),
  examples: { 'a card': payload('trello.json') },
  group: '53582e2da0fac5676a71428b',
  deduplicated: true,
  eventId: '572b784d97893f947c179ccb',
  sign: (body, url) => ({ headers: { 'Content-Type': 'application/json', [HEADER]: hmac('sha1', SECRET, [body, url], 'base64') }, body }),
  verify: ({ url, body, header }) => header(HEADER) === hmac('sha1', SECRET, [body, url], 'base64'),
  forgeries: ofSignature(HEADER),
};
