import { createHash, createHmac } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What must be found in no log line and in no item of the table, by what it is. */
export const PLANTED = {
  secret: 'Zq7SecretPlantedHere0',
  token: 'Xk3TokenPlantedHere01',
  cookie: 'Wp9CookiePlantedHere2',
  signature: 'c0ffee5167a7e0ddba11ad0be5167a7e',
  body: 'Vm5BodyMarkPlantedHere3',
} as const;

/** What the backend answers with. */
export const PLANTED_ANSWER = {
  headers: { 'Set-Cookie': `session=${PLANTED.cookie}; Path=/`, 'Content-Type': 'application/json' },
  body: JSON.stringify({ ok: true, access_token: PLANTED.token }),
};

/** Routes of the campaign's buffer, by what becomes there of what is given up, with the share of groups that each gets, in sixteenths. */
export const ROUTES = { park: { path: '', share: 10 }, deadLetter: { path: 'given-up/', share: 4 }, discard: { path: 'dropped/', share: 2 } } as const;
export type Route = keyof typeof ROUTES;

export interface Webhook {
  readonly number: number;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

/** The webhook with a number: the same each time, but for the secret that signs it. */
export function webhook(number: number, groups: number, secret: string): Webhook {
  const binary = number % 7 === 0;
  const body = binary ? bytes(number) : Buffer.from(JSON.stringify({ number, name: 'Zoë 🧵', marker: `${PLANTED.body}-${number}` }));
  const group = groupOf(number, groups);
  return {
    number,
    path: `${ROUTES[routeOf(group)].path}${number}?token=${PLANTED.token}&n=${number}`,
    headers: {
      'Content-Type': binary ? 'application/octet-stream' : 'application/json',
      'X-Group': `group-${group}`,
      'X-Delivery': `delivery-${number}`,
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      'X-Other-Signature': `${PLANTED.signature}${number}`,
      'X-Api-Key': `${PLANTED.secret}${number}`,
      'X-Shared-Secret': `${PLANTED.secret}${number}`,
      'Authorization': `Bearer ${PLANTED.token}${number}`,
      'Cookie': `session=${PLANTED.cookie}${number}`,
    },
    body,
  };
}

/** The secret that webhooks are signed with, after so many rotations. */
export function signingSecret(rotations: number): string {
  return `${PLANTED.secret}-version-${rotations}`;
}

/** What becomes of a webhook of this group that is given up. */
export function routeOf(group: number): Route {
  const sixteenth = group % 16;
  return sixteenth < ROUTES.park.share ? 'park' : sixteenth < ROUTES.park.share + ROUTES.deadLetter.share ? 'deadLetter' : 'discard';
}

/** Some groups are much busier than others: batches hold one group where there is a backlog, and several where there is none. */
export function groupOf(number: number, groups: number): number {
  return number % 2 === 0 ? number / 2 % groups : Math.floor(groups * ((number * 0.618) % 1) ** 2);
}

function bytes(number: number): Buffer {
  return Buffer.concat([createHash('sha512').update(String(number)).digest(), Buffer.from(`${PLANTED.body}-${number}`)]);
}

const KEPT_HEADERS = ['Content-Type', 'X-Group', 'X-Delivery', 'X-Hub-Signature-256', 'X-Other-Signature', 'X-Shared-Secret'];

/** How a request differs from its webhook in what the forwarder must keep; undefined where it does not. */
export function difference(sent: Webhook, { method, url = '', headers }: IncomingMessage, body: Buffer): string | undefined {
  if (method !== 'POST') return `the method is ${method}`;
  if (url !== `/hooks/${sent.path}`) return `the path and query are ${url}`;
  if (!body.equals(sent.body)) return `the body is ${body.toString('base64')}`;
  const wrong = KEPT_HEADERS.find(name => headers[name.toLowerCase()] !== sent.headers[name]);
  if (wrong !== undefined) return `the header ${wrong} is ${headers[wrong.toLowerCase()]}`;
  const credential = ['authorization', 'cookie', 'x-api-key'].find(name => headers[name] !== undefined);
  return credential && `${credential}, which is for the door, was forwarded`;
}

const SENDERS = 4;
const MOST_TRIES = 20;
const RETRY_MILLIS = 20;

export interface Taken {
  readonly sent: Webhook;
  readonly messageId: string;
}

/**
 * Posts webhooks in turn, from several senders at the same time, each of them again until it is taken.
 *
 * @param make called for a number when its webhook is to be sent
 */
export async function sendWebhooks(url: string, webhooks: number, make: (number: number) => Webhook, onTaken: (taken: Taken) => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  // All senders take from the same iterator.
  const numbers = Array.from({ length: webhooks }, (_, number) => number).values();
  const sender = async (): Promise<void> => {
    for (const number of numbers) {
      const sent = make(number);
      onTaken({ sent, messageId: await sendUntilTaken(url, sent, agent) });
    }
  };
  try {
    await Promise.all(Array.from({ length: SENDERS }, sender));
  } finally {
    agent.destroy();
  }
}

async function sendUntilTaken(url: string, sent: Webhook, agent: Agent): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (tries > 0) await wait(RETRY_MILLIS);
    const { status, body } = await post(url, sent, agent);
    if (status >= 200 && status < 300) return (JSON.parse(body) as { readonly messageId: string }).messageId;
    if (status < 500 && status !== 429) throw new Error(`the door answered ${status}: ${body}`);
  }
  throw new Error(`the door did not take ${sent.path} in ${MOST_TRIES} tries`);
}

function post(url: string, { path, headers, body }: Webhook, agent: Agent): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length } }, response => {
      response.toArray().then(chunks => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks as Buffer[]).toString() }), reject);
    });
    outgoing.once('error', reject).end(body);
  });
}
