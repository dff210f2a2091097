import { Agent, request } from 'node:http';
import type { GitHubWebhook } from './webhooks';

export interface SendingReport {
  readonly accepted: number;
  readonly refused: ReadonlyArray<{ readonly delivery: string; readonly status: number; readonly answer: string }>;
}

/** Posts the webhooks from several senders at the same time, each of which waits for its answer before it sends the next. */
export async function sendAll(url: string, webhooks: readonly GitHubWebhook[], senders: number): Promise<SendingReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const refused: Array<SendingReport['refused'][number]> = [];
  // All senders take from the same iterator.
  const waiting = webhooks.values();
  const sender = async () => {
    for (const webhook of waiting) {
      const { status, answer } = await post(url, webhook, agent);
      if (status < 200 || status > 299) refused.push({ delivery: webhook.delivery, status, answer });
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  agent.destroy();
  return { accepted: webhooks.length - refused.length, refused };
}

function post(url: string, webhook: GitHubWebhook, agent: Agent): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers: headersOf(webhook) }, response => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk; });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, answer }));
    });
    outgoing.once('error', reject);
    outgoing.end(webhook.body);
  });
}

function headersOf({ body, delivery, event, signature }: GitHubWebhook): Record<string, string | number> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'GitHub-Hookshot/044aadd',
    'X-GitHub-Delivery': delivery,
    'X-GitHub-Event': event,
    'X-Hub-Signature-256': signature,
  };
}
