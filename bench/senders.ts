import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { bodyOf, HEADERS } from './programs/webhook';

const SENDERS = 8;
const GROUPS = 50;

/** Posts webhooks of 1 KB from several senders, each of which waits for its answer before it sends the next. */
export async function sendAll(url: string, webhooks: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const waiting = Array.from({ length: webhooks }, (_, index) => bodyOf(`octo-org/repository-${index % GROUPS}`)).values();
  const sender = async () => {
    for (const body of waiting) await send(url, body, agent);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
}

function send(url: string, body: Buffer, agent: Agent): Promise<void> {
  const headers = { ...Object.fromEntries(HEADERS), 'X-GitHub-Delivery': randomUUID(), 'Content-Length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, response => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().once('end', resolve).once('error', reject);
    });
    outgoing.once('error', reject).end(body);
  });
}
