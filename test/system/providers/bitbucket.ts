import { randomUUID } from 'node:crypto';
import { ofSignature } from './forgeries';
import { hmac, payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = "It's a Secret to Everybody";
const HEADER = 'X-Hub-Signature';

/** Signed and checked as Atlassian documents it, with its example. */
export const bitbucket: Provider = {
  name: 'bitbucket',
  secret: SECRET,
  source: secret => WebhookSource.bitbucket({ secret }),
  examples: { 'a fork': payload('bitbucket.json') },
  group: 'team_name/repo_name',
  deduplicated: true,
  published: [{
    headers: { 'Content-Type': 'text/plain', [HEADER]: 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' },
    body: Buffer.from('Hello World!'),
  }],
  sign: body => ({
    headers: {
      'Content-Type': 'application/json',
      'X-Event-Key': 'repo:fork',
      'X-Request-UUID': randomUUID(),
      [HEADER]: `sha256=${hmac('sha256', SECRET, [body], 'hex')}`,
    },
    body,
  }),
  verify: ({ body, header }) => header(HEADER) === `sha256=${hmac('sha256', SECRET, [body], 'hex')}`,
  forgeries: ofSignature(HEADER),
};
