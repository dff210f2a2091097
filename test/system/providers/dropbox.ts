import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'the_secret';
const HEADER = 'X-Dropbox-Signature';

/** Signed and checked as Dropbox documents it; the published one is from the tests of `hapi-dropbox-webhooks`. */
export const dropbox: Provider = {
  name: 'dropbox',
  secret: SECRET,
  source: secret => WebhookSource.dropbox({ secret }),
  examples: { 'a changed file': payload('dropbox.json') },
  deduplicated: false,
  published: [{
    headers: { 'Content-Type': 'application/json', [HEADER]: '0a8c16b085420b960dc78664279fe09e936a2a01b1f91064869d9e77dfd64529' },
    body: Buffer.from('{"delta": {"users": [12345]}}'),
  }],
  sign: body => ({ headers: { 'Content-Type': 'application/json', [HEADER]: hmac('sha256', SECRET, [body], 'hex') }, body }),
  verify: ({ body, header }) => header(HEADER) === hmac('sha256', SECRET, [body], 'hex'),
  forgeries: ofSignature(HEADER),
};
