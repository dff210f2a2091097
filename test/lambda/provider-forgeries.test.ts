import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Harness, SETTINGS } from './support/harness';
import { EXECUTE_API_HOST, record } from './support/records';
import { WebhookSecret } from '../../src';
import { signedSource } from '../../src/sources/source-definition';
import type { Provider, SentWebhook } from '../system/providers/provider';
import { PROVIDERS } from '../system/providers/providers';

/** PayPal's certificates are not on this machine. */
const CHECKED = PROVIDERS.filter(({ unchecked }) => unchecked === undefined);
const FORGERIES = CHECKED.flatMap(provider => Object.entries(provider.forgeries)
  .map(([what, forge]) => ({ name: provider.name, provider, what, forge })));

const url = (provider: Provider) => `https://${EXECUTE_API_HOST}/prod/github?${provider.query ?? ''}`.replace(/\?$/, '');
const signed = async (provider: Provider): Promise<SentWebhook> => provider.sign(Object.values(provider.examples)[0], url(provider));

/** What the forwarder makes of a webhook that has just come in. */
async function forward(provider: Provider, { headers, body }: SentWebhook): Promise<Harness> {
  const stack = new Stack();
  const source = signedSource(provider.source(WebhookSecret.fromSecretsManager(Secret.fromSecretCompleteArn(stack, 'Secret', ARN)))._definition);
  const harness = new Harness({ ...SETTINGS, routes: { '/github': { source } } });
  harness.time = Date.now() + 1_000;
  harness.secrets.values.set(ARN, [provider.secret]);
  const query = [...new URLSearchParams(provider.query)];
  await harness.run([record({ messageId: 'm1', headers: Object.entries(headers), body, query: query.map(([name, value]) => [name, value] as const), receivedAt: Date.now() })]);
  return harness;
}

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:provider-AbCdEf';

test.each(CHECKED.map(provider => ({ name: provider.name, provider })))('F29 $name: what it has signed is delivered', async ({ provider }) => {
  const { target, quarantine } = await forward(provider, await signed(provider));
  expect([target.messageIds, quarantine]).toEqual([['m1'], []]);
});

test.each(FORGERIES)('F29, P7 $name: $what is quarantined, and its library refuses it too', async ({ provider, forge }) => {
  const webhook = forge(await signed(provider));
  const { target, quarantine } = await forward(provider, webhook);
  expect([target.messageIds, quarantine.map(({ attributes }) => attributes.wbReason)]).toEqual([[], ['SIGNATURE_INVALID']]);
  expect(await passes(provider, webhook)).toBe(false);
});

async function passes(provider: Provider, { headers, body }: SentWebhook): Promise<boolean> {
  const header = (name: string): string => Object.entries(headers).find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1] ?? '';
  try {
    return await provider.verify({ url: url(provider), body, header });
  } catch {
    return false;
  }
}
