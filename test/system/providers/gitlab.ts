import { randomUUID } from 'node:crypto';
import { changedHeader } from './forgeries';
import { payload, type Provider } from './provider';
import { signStandardWebhook, standardWebhooks, verifyStandardWebhook } from './standard-webhooks';
import { WebhookSource } from '../../../src';

const SECRET = 'a secret token';
const examples = { 'a deployment': payload('gitlab.json') };
const headers = (): { readonly [name: string]: string } => ({
  'Content-Type': 'application/json', 'X-Gitlab-Event': 'Deployment Hook', 'Idempotency-Key': randomUUID(),
});

/** With its secret token, which is sent along and signs nothing. */
export const gitlab: Provider = {
  name: 'gitlab',
  secret: SECRET,
  source: secret => WebhookSource.gitlab({ secret }),
  examples,
  group: '30',
  deduplicated: true,
  sign: body => ({ headers: { ...headers(), 'X-Gitlab-Token': SECRET }, body }),
  verify: ({ header }) => header('x-gitlab-token') === SECRET,
  forgeries: { 'a changed token': changedHeader('X-Gitlab-Token') },
};

/** With a signing token: signed and checked by `standardwebhooks`, which GitLab keeps to. */
export const gitlabSigned: Provider = {
  ...standardWebhooks,
  name: 'gitlab-signing-token',
  source: signingToken => WebhookSource.gitlab({ signingToken }),
  examples,
  group: '30',
  deduplicated: true,
  sign: body => ({ headers: { ...headers(), ...signStandardWebhook(body).headers }, body }),
  verify: verifyStandardWebhook,
};
