import { payload, type Provider } from './provider';
import { WebhookSource } from '../../../src';

const SECRET = 'secretClientValue';

interface Notifications {
  readonly value: ReadonlyArray<{ readonly clientState: string }>;
}

/** With a secret in each notification, which signs nothing. */
export const microsoftGraph: Provider = {
  name: 'microsoft-graph',
  secret: SECRET,
  source: secret => WebhookSource.microsoftGraph({ secret }),
  examples: { 'a message': payload('microsoft-graph.json') },
  deduplicated: false,
  sign: body => ({ headers: { 'Content-Type': 'application/json; charset=utf-8' }, body }),
  verify: ({ body }) => (JSON.parse(body.toString()) as Notifications).value.every(({ clientState }) => clientState === SECRET),
  forgeries: { 'a changed client state': ({ headers, body }) => ({ headers, body: Buffer.from(body.toString().replace(SECRET, 'secretClientVa1ue')) }) },
};
