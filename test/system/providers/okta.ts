import { changedHeader } from './forgeries';
import { payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'a secret in a header';

/** With a secret in a header, which signs nothing. A target withholds `Authorization` unless it is told to forward it. */
export const okta: Provider = {
  name: 'okta',
  secret: SECRET,
  source: secret => WebhookSource.okta({ secret }),
  examples: { 'a session': payload('okta.json') },
  deduplicated: true,
  eventId: '85b60edb-4263-4e13-993b-818e26201052',
  sign: body => ({ headers: { 'Content-Type': 'application/json', 'Authorization': SECRET }, body }),
  verify: ({ header }) => header('authorization') === SECRET,
  forgeries: { 'a changed secret': changedHeader('Authorization') },
};
