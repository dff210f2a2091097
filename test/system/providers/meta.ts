import { SecretValue } from 'aws-cdk-lib';
import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';


const SECRET = 'secret';
const HEADER = 'X-Hub-Signature-256';

/** Signed and checked as Meta documents it; the published one is from a library for WhatsApp, `whatsapp_sdk`. */
export const meta: Provider = {
  name: 'meta',
  secret: SECRET,
  source: secret => WebhookSource.meta({ secret, verifyToken: SecretValue.unsafePlainText('meatyhamhock') }),
  examples: { 'a message in WhatsApp': payload('whatsapp.json') },
  deduplicated: false,
  published: [{
    headers: { 'Content-Type': 'text/plain', [HEADER]: 'sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914' },
    body: Buffer.from('test'),
  }],
  sign: body => ({ headers: { 'Content-Type': 'application/json', [HEADER]: `sha256=${hmac('sha256', SECRET, [body], 'hex')}` }, body }),
  verify: ({ body, header }) => header(HEADER) === `sha256=${hmac('sha256', SECRET, [body], 'hex')}`,
  forgeries: ofSignature(HEADER),
};
