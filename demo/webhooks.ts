import { randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { sign } from './github-signatures';

/** A webhook as GitHub would send it. */
export interface GitHubWebhook {
  readonly delivery: string;
  readonly event: string;
  /** By which the example app groups. */
  readonly repository?: string;
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
    repository: (payload as { readonly repository?: { readonly full_name?: string } }).repository?.full_name,
    body: JSON.stringify(payload),
  })));
  return Promise.all(payloads.map(async payload => ({ ...payload, delivery: randomUUID(), signature: await sign(secret, payload.body) })));
}

/** How many webhooks the busiest repository has. */
export function mostOfOneRepository(webhooks: readonly GitHubWebhook[]): number {
  const counts = new Map<string, number>();
  for (const { repository = '' } of webhooks) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  counts.delete('');
  return Math.max(...counts.values());
}
