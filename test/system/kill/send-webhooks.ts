import { Agent, request } from 'node:http';

const SENDERS = 4;

/** Posts numbered webhooks, spread over groups, from several senders at the same time. Resolves to the number of those that were answered 2xx. */
export async function sendWebhooks(url: string, webhooks: number, groups: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  let accepted = 0;
  // All senders take from the same iterator.
  const numbers = Array.from({ length: webhooks }, (_, number) => number).values();
  const sender = async (): Promise<void> => {
    for (const number of numbers) {
      const status = await post(`${url}${number}`, `group-${number % groups}`, JSON.stringify({ number }), agent);
      if (status >= 200 && status < 300) accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
  return accepted;
}

function post(url: string, group: string, body: string, agent: Agent): Promise<number> {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'X-Group': group };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, response => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', reject).end(body);
  });
}
