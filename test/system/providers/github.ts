import { randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { ofSignature } from './forgeries';
import { runModule } from './module-program';
import type { Provider } from './provider';
import { WebhookSource } from '../../../src';

interface Definition {
  readonly name: string;
  readonly examples: readonly unknown[];
}

const SECRET = "It's a Secret to Everybody";

const example = (event: string): Buffer => {
  const definition = (examples as unknown as readonly Definition[]).find(({ name }) => name === event);
  return Buffer.from(JSON.stringify(definition?.examples[0]));
};

/** Signed and checked by `@octokit/webhooks-methods`; its example is from GitHub's documentation. */
export const github: Provider = {
  name: 'github',
  secret: SECRET,
  source: secret => WebhookSource.github({ secret }),
  examples: { 'a push': example('push'), 'an issue': example('issues') },
  group: 'Codertocat/Hello-World',
  deduplicated: true,
  published: [{
    headers: {
      'Content-Type': 'text/plain',
      'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    body: Buffer.from('Hello, World!'),
  }],
  sign: async body => ({
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Delivery': randomUUID(),
      'X-GitHub-Event': 'push',
      'X-Hub-Signature-256': await runModule("return (await import('@octokit/webhooks-methods')).sign($1, $2)", SECRET, body.toString()),
    },
    body,
  }),
  verify: async ({ body, header }) => {
    const program = "return String(await (await import('@octokit/webhooks-methods')).verify($1, $2, $3))";
    return await runModule(program, SECRET, body.toString(), header('x-hub-signature-256')) === 'true';
  },
  forgeries: ofSignature('X-Hub-Signature-256'),
};
