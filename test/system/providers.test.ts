import { randomUUID } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { oddBody } from './providers/odd-bodies';
import type { DeliveredWebhook, Provider, SentWebhook } from './providers/provider';
import { PROVIDERS } from './providers/providers';
import { headerValues, System } from './support/system';
import type { BackendRequest } from '../../cli/local/backend/backend';
import { Throttle, WebhookSecret, WebhookSource, WebhookTarget, type RouteOptions } from '../../src';
import type { RawAnswer } from '../cli/gateway/support/http';

jest.setTimeout(60_000);

/** Which the template of a stack with so many routes has room for. */
const CONTENT_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'];

type Routes = { readonly [path: string]: RouteOptions };
type Door = 'straight into the queue' | 'by the function door' | 'unchecked';

/** A webhook on its way, and what the backend is to find. */
interface Case {
  readonly door: Door;
  readonly provider: Provider;
  readonly what: string;
  /** Below the stage, query included. */
  readonly path: string;
  /** Address that the webhook is signed for, where it is not the one that is called. */
  readonly url?: string;
  /** How often its provider sends it. */
  readonly times?: number;
  make(url: string): SentWebhook | Promise<SentWebhook>;
}

const CHECKED = PROVIDERS.filter(({ unchecked }) => unchecked === undefined);
/** A provider that takes code to answer has to come by the function door. */
const QUEUED = PROVIDERS.filter(provider => sourceOf(provider, new Stack())._definition.challenges.length === 0);

const GENUINE = [
  ...QUEUED.flatMap(provider => genuine('straight into the queue', provider)),
  ...CHECKED.flatMap(provider => genuine('by the function door', provider)),
];
/** As of long ago, or for another address: the backend can take it, and nobody before it. */
const PUBLISHED = PROVIDERS.flatMap(published);
const REFUSED = CHECKED.flatMap(provider => forged('by the function door', provider));
const SENT_TWICE = [
  ...QUEUED.map(provider => twice(genuine('straight into the queue', provider)[0])),
  ...CHECKED.map(provider => twice(genuine('by the function door', provider)[0])),
];

function genuine(door: Door, provider: Provider): Case[] {
  return Object.entries(provider.examples).flatMap(([what, example]) => [
    { ...place(door, provider, what), make: (url: string) => provider.sign(event(provider, example), url) },
    { ...place(door, provider, `${what}, oddly written`), make: (url: string) => provider.sign(oddBody(event(provider, example)), url) },
  ]);
}

function published(provider: Provider): Case[] {
  return (provider.published ?? []).map((webhook, index) => ({
    ...place('unchecked', provider, `published with its signature, ${index + 1}`), url: webhook.url, make: () => webhook,
  }));
}

function forged(door: Door, provider: Provider): Case[] {
  const [example] = Object.values(provider.examples);
  return Object.entries(provider.forgeries).map(([what, forge]) => ({
    ...place(door, provider, what), make: async (url: string) => forge(await provider.sign(event(provider, example), url)),
  }));
}

function twice(one: Case): Case {
  return { ...one, ...place(one.door, one.provider, 'sent twice'), times: 2 };
}

/** An event of its own. */
function event({ eventId }: Provider, example: Buffer): Buffer {
  return eventId === undefined ? example : Buffer.from(example.toString().replaceAll(eventId, randomUUID()));
}

function place(door: Door, provider: Provider, what: string): Pick<Case, 'door' | 'provider' | 'what' | 'path'> {
  const below = what.replace(/\W+/g, '-');
  const route = `${door === 'unchecked' ? '/unchecked' : ''}/${provider.name}`;
  return { door, provider, what, path: `${route}/${below}${provider.query === undefined ? '' : `?${provider.query}`}` };
}

const systems = new Map<Door, System>();
const sent = new Map<Case, SentWebhook>();
const answers = new Map<Case, RawAnswer>();

beforeAll(async () => {
  const direct = await start(QUEUED, stack => ({ ...routes(stack, QUEUED), '/unchecked': {} }));
  const byFunction = await start(CHECKED, stack => routes(stack, CHECKED, true));
  for (const [door, system] of [['straight into the queue', direct], ['unchecked', direct], ['by the function door', byFunction]] as const) systems.set(door, system);
  for (const one of [...GENUINE, ...PUBLISHED, ...REFUSED, ...SENT_TWICE]) await post(one);
  for (const system of [direct, byFunction]) await system.drained();
});
afterAll(async () => {
  for (const system of new Set(systems.values())) await system.stop();
});

function start(providers: readonly Provider[], routesOf: (stack: Stack) => Routes): Promise<System> {
  const target = WebhookTarget.http('https://orders.example.com/hooks', { forwardHeaders: ['Authorization'] });
  const secrets = Object.fromEntries(providers.filter(({ unchecked }) => unchecked === undefined).map(({ name, secret }) => [name, secret]));
  return System.start({ target, contentTypes: CONTENT_TYPES, throttle: Throttle.concurrency(10) }, { routes: routesOf, secrets });
}

function routes(stack: Stack, providers: readonly Provider[], functionDoor = false): Routes {
  return Object.fromEntries(providers.map(provider => [`/${provider.name}`, { source: sourceOf(provider, stack), functionDoor }]));
}

function sourceOf({ name, source, unchecked }: Provider, stack: Stack): WebhookSource {
  return unchecked?.() ?? source(WebhookSecret.fromSecretsManager(Secret.fromSecretNameV2(stack, name, name)));
}

function systemOf({ door }: Case): System {
  return systems.get(door)!;
}

async function post(one: Case): Promise<void> {
  const webhook = await one.make(publicUrl(one));
  sent.set(one, webhook);
  for (let count = 0; count < (one.times ?? 1); count += 1) {
    answers.set(one, await systemOf(one).post(one.path, { type: '', headers: webhook.headers, body: webhook.body }));
  }
}

/** The address by which the provider knows the door. */
function publicUrl(one: Case): string {
  return `https://${new URL(systemOf(one).buffer.urls[0]).host}/prod${one.path}`;
}

function arrived(one: Case): BackendRequest[] {
  return systemOf(one).backend.requests.filter(({ url }) => url === `/hooks${one.path}`);
}

/** What a backend makes of a request that knows the door's base path, `/prod`, and its own, `/hooks`. */
function delivered(one: Case): DeliveredWebhook {
  const [request] = arrived(one);
  const header = (name: string): string => {
    const values = headerValues(request, name);
    return values.length === 1 ? values[0] : '';
  };
  return { header, body: request.body, url: one.url ?? `https://${header('x-forwarded-host')}/prod${request.url.slice('/hooks'.length)}` };
}

/** What the provider's library says of a webhook as it was sent. */
function asSent(one: Case): DeliveredWebhook {
  const { headers, body } = sent.get(one)!;
  const header = (name: string): string => Object.entries(headers).find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1] ?? '';
  return { header, body, url: publicUrl(one) };
}

async function passes({ provider }: Case, webhook: DeliveredWebhook): Promise<boolean> {
  try {
    return await provider.verify(webhook);
  } catch {
    return false;
  }
}

const named = (cases: readonly Case[]) => cases.map(one => ({ name: one.provider.name, what: one.what, door: one.door, one }));

describe('P2: what a provider has signed, the backend can check', () => {
  test.each(named([...GENUINE, ...PUBLISHED]))('$name: $what, $door', async ({ one }) => {
    expect(answers.get(one)?.status.toString()).toMatch(/^2/);
    expect(arrived(one)).toHaveLength(1);
    expect(delivered(one).body.toString('hex')).toBe(sent.get(one)?.body.toString('hex'));
    expect(await passes(one, delivered(one))).toBe(true);
  });
});

describe('P7: what is forged, the function door refuses, and nothing is queued', () => {
  test.each(named(REFUSED))('$name: $what', async ({ one }) => {
    const { status, body } = answers.get(one)!;
    expect(await passes(one, asSent(one))).toBe(false);
    expect([status, JSON.parse(body)]).toMatchObject([401, { error: 'signature_invalid' }]);
    expect(arrived(one)).toEqual([]);
  });
});

describe('P3: the source finds in what its provider sends', () => {
  test.each(named(SENT_TWICE))('$name: what it belongs to, and whether it was sent before, $door', ({ one }) => {
    const { group, deduplicated } = one.provider;
    const requests = arrived(one);
    expect(requests).toHaveLength(deduplicated ? 1 : 2);
    expect(requests.flatMap(request => headerValues(request, 'webhook-buffer-flags'))).toEqual([]);
    if (group !== undefined) expect(new Set(requests.map(request => headerValues(request, 'webhook-buffer-group')[0]))).toEqual(new Set([encodeURIComponent(group)]));
  });
});

test('P9: what the doors accepted, the backend got', () => {
  for (const { backend, accepted, problems } of new Set(systems.values())) {
    expect(backend.requests).toHaveLength(new Set(accepted.map(({ messageId }) => messageId)).size);
    expect(problems).toEqual([]);
  }
});
