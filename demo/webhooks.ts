import { randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { sign } from './github-signatures';

/** A webhook as GitHub would send it. */
export interface GitHubWebhook {
  readonly delivery: string;
  readonly event: string;
  readonly body: string;
  readonly signature: string;
}

interface Definition {
  readonly name: string;
  readonly examples: readonly unknown[];
}

/** Every example payload that GitHub's webhooks are documented with, signed by GitHub's own library. */
export async function gitHubWebhooks(secret: string): Promise<GitHubWebhook[]> {
  const definitions = examples as unknown as readonly Definition[];
  const payloads = definitions.flatMap(({ name, examples: payloadsOfEvent }) => payloadsOfEvent.map(payload => ({
    event: name,
    body: JSON.stringify(payload),
  })));
  return Promise.all(payloads.map(async ({ event, body }) => ({ delivery: randomUUID(), event, body, signature: await sign(secret, body) })));
}
