import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81';
const HEADER = 'X-Hook-Signature';

/** Signed and checked as Asana documents it. */
export const asana: Provider = {
  name: 'asana',
  secret: SECRET,
  source: secret => WebhookSource.asana({ secret }),
  examples: { 'a task': payload('asana.json') },
  deduplicated: false,
  sign: body => ({ headers: { 'Content-Type': 'application/json; charset=UTF-8', [HEADER]: hmac('sha256', SECRET, [body], 'hex') }, body }),
  verify: ({ body, header }) => header(HEADER) === hmac('sha256', SECRET, [body], 'hex'),
  forgeries: ofSignature(HEADER),
};
