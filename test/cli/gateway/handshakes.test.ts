import { SecretValue } from 'aws-cdk-lib';
import { decodeMessage } from './support/decoded-message';
import { openDoorOf, type TestDoor } from './support/door';
import type { RawRequest } from './support/http';
import { synthesizedDoor } from './support/synthesized-api';
import { Acknowledgement, MessageGrouping, MissingGroup, type WebhookBufferProps, WebhookSource } from '../../../src';

const SECRETS = { 'verify-token': 'meatyhamhock', 'broken-token': "x' == 'x", 'empty-token': '' };
const verifyToken = SecretValue.secretsManager('verify-token');

const doors = new Map<WebhookSource, ReturnType<typeof synthesizedDoor>>();

/** A door of the source, which is synthesized once. */
async function open(source: WebhookSource, props?: Partial<WebhookBufferProps>): Promise<TestDoor> {
  const synthesized = (props === undefined ? doors.get(source) : undefined) ?? synthesizedDoor({ ...props, source }, SECRETS);
  if (props === undefined) doors.set(source, synthesized);
  return openDoorOf(synthesized.stack, synthesized.apiLogicalId);
}

const META_SOURCE = WebhookSource.meta({ verifyToken });
const STRAVA_SOURCE = WebhookSource.strava({ verifyToken });
const DROPBOX = WebhookSource.dropbox();
const NYLAS = WebhookSource.nylas();
const OKTA = WebhookSource.okta();
const GITHUB = WebhookSource.github();
const MICROSOFT_GRAPH = WebhookSource.microsoftGraph();
const ASANA = WebhookSource.asana();
const TOPICS = WebhookSource.webSub({ topics: ['https://www.youtube.com/xml/feeds/videos.xml?channel_id=UC1'] });
const CLOUD_EVENTS = WebhookSource.cloudEvents({ allowedOrigins: ['eventgrid.azure.net', 'eventemitter.example.com'], allowedRate: 120 });

/** Percent-encoded as a provider does it, though blanks may also come as a plus. */
const hooks = (query: { readonly [name: string]: string } = {}): string => {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `/prod/hooks${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
};

const GRAPH_TOKEN = 'Validation: Testing client application reachability for subscription Request-Id: 522a8e7e-096a-494c-aaf1-ac0dcfca45b7';
const GRAPH_TARGET = '/prod/hooks?validationToken=Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+522a8e7e-096a-494c-aaf1-ac0dcfca45b7';
const GRAPH: RawRequest = { target: GRAPH_TARGET, headers: [['Content-Type', 'text/plain; charset=utf-8']] };
const HOOK_SECRET = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81';
const META = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'meatyhamhock' };

interface Exchange {
  readonly source: WebhookSource;
  readonly request: RawRequest;
  readonly body: string;
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
}

/** As the providers document them. */
const EXCHANGES: { readonly [provider: string]: Exchange } = {
  'Meta': { source: META_SOURCE, request: { method: 'GET', target: hooks(META) }, body: '1158201444', type: 'text/plain' },
  'Strava': {
    source: STRAVA_SOURCE,
    request: { method: 'GET', target: hooks({ ...META, 'hub.challenge': '15f7d1a91c1f40f8a748fd134752feb3' }) },
    body: '{"hub.challenge":"15f7d1a91c1f40f8a748fd134752feb3"}',
    type: 'application/json',
  },
  'WebSub': {
    source: TOPICS,
    request: {
      method: 'GET',
      target: hooks({ 'hub.mode': 'unsubscribe', 'hub.topic': 'https://www.youtube.com/xml/feeds/videos.xml?channel_id=UC1', 'hub.challenge': '4917562341', 'hub.lease_seconds': '432000' }),
    },
    body: '4917562341',
    type: 'text/plain',
  },
  'Dropbox': { source: DROPBOX, request: { method: 'GET', target: hooks({ challenge: 'abc123' }) }, body: 'abc123', type: 'text/plain' },
  'Nylas': { source: NYLAS, request: { method: 'GET', target: hooks({ challenge: 'bc609b38-c81f-47fb-a275-1d9bd61be968' }) }, body: 'bc609b38-c81f-47fb-a275-1d9bd61be968', type: 'text/plain' },
  'Okta': {
    source: OKTA,
    request: { method: 'GET', target: hooks(), headers: [['X-OKTA-Verification-Challenge', 'WYsPJxGuFw8y91Fdkx_NsNYhuFDgwFNQ']] },
    body: '{"verification":"WYsPJxGuFw8y91Fdkx_NsNYhuFDgwFNQ"}',
    type: 'application/json',
  },
  'Trello': { source: WebhookSource.trello(), request: { method: 'HEAD', target: hooks() }, body: '' },
  'CloudEvents': {
    source: CLOUD_EVENTS,
    request: { method: 'OPTIONS', target: hooks(), headers: [['WebHook-Request-Origin', 'eventemitter.example.com'], ['WebHook-Request-Rate', '120']] },
    body: '',
    headers: { 'webhook-allowed-origin': 'eventemitter.example.com', 'webhook-allowed-rate': '120', 'allow': 'POST' },
  },
  'Microsoft Graph': { source: MICROSOFT_GRAPH, request: GRAPH, body: GRAPH_TOKEN, type: 'text/plain' },
  'Asana': {
    source: ASANA,
    request: { target: hooks(), headers: [['Content-Type', 'application/json'], ['X-Hook-Secret', HOOK_SECRET]], body: '{}' },
    body: '{"status":"accepted","messageId":"message-1"}',
    headers: { 'x-hook-secret': HOOK_SECRET },
  },
};

describe.each(Object.entries(EXCHANGES))('the handshake of %s', (_, { source, request, body, type, headers = {} }) => {
  test('passes as it is documented', async () => {
    const door = await open(source);
    const answered = await door.send(request);
    expect([answered.status, answered.body]).toEqual([200, body]);
    if (type !== undefined) expect([answered.headers.get('content-type'), answered.headers.get('x-content-type-options')]).toEqual([type, 'nosniff']);
    expect(Object.fromEntries(answered.headers)).toMatchObject(headers);
  });

  test('passes below the route', async () => {
    const door = await open(source);
    expect((await door.send({ ...request, target: request.target?.replace('/hooks', '/hooks/below') })).status).toBe(200);
  });

  test.each(['application/octet-stream', 'text/html', '*/*'])('passes with an Accept of %s', async accept => {
    const door = await open(source);
    expect(await door.send({ ...request, headers: [...request.headers ?? [], ['Accept', accept]] })).toMatchObject({ status: 200, body });
  });

  test('passes whatever the case of header names', async () => {
    const door = await open(source);
    const lowerCase = request.headers?.map(([name, value]) => [name.toLowerCase(), value] as const);
    expect(await door.send({ ...request, headers: lowerCase })).toMatchObject({ status: 200, body });
  });
});

describe('a handshake by GET', () => {
  const meta = (query: { readonly [name: string]: string }): RawRequest => ({ method: 'GET', target: hooks(query) });

  test.each<[string, WebhookSource, RawRequest]>([
    ['a wrong verify token', META_SOURCE, meta({ ...META, 'hub.verify_token': 'meatyhamhoc' })],
    ['no verify token', META_SOURCE, meta({ 'hub.mode': 'subscribe', 'hub.challenge': '1' })],
    ['a verify token in a header', META_SOURCE, { ...meta({ 'hub.mode': 'subscribe', 'hub.challenge': '1' }), headers: [['hub.verify_token', 'meatyhamhock']] }],
    ['another mode', META_SOURCE, meta({ ...META, 'hub.mode': 'unsubscribe' })],
    ['a wrong token of Strava', STRAVA_SOURCE, meta({ ...META, 'hub.verify_token': 'STRAVA' })],
    ['an unknown topic', TOPICS, meta({ 'hub.mode': 'subscribe', 'hub.topic': 'https://example.com/b', 'hub.challenge': '1' })],
    ['an unknown origin', CLOUD_EVENTS, { method: 'OPTIONS', target: hooks(), headers: [['WebHook-Request-Origin', 'example.org']] }],
  ])('is refused for %s', async (__, source, request) => {
    const door = await open(source);
    const answered = await door.send(request);
    expect([answered.status, (JSON.parse(answered.body) as { error: unknown }).error]).toEqual([403, 'forbidden']);
    expect(answered.headers.has('webhook-allowed-origin')).toBe(false);
  });

  test.each([
    ['broken-token', "x' == 'x"], ['broken-token', 'true'], ['broken-token', 'x'], ['empty-token', ''],
  ])('is never good where the verify token, %s, is no word, not even for %s', async (id, given) => {
    const door = await open(WebhookSource.meta({ verifyToken: SecretValue.secretsManager(id) }));
    expect((await door.send(meta({ ...META, 'hub.verify_token': given }))).status).not.toBe(200);
  });

  test.each([
    META_SOURCE, DROPBOX, NYLAS, OKTA, TOPICS, STRAVA_SOURCE,
  ])('is none without a challenge', async source => {
    const door = await open(source);
    expect((await door.send({ method: 'GET', target: hooks() })).status).toBe(405);
  });

  test('is none for a source that has none', async () => {
    const door = await open(GITHUB);
    expect((await door.send(meta(META))).status).toBe(405);
  });

  test('passes with a Content-Type', async () => {
    const door = await open(DROPBOX);
    expect((await door.send({ ...meta({ challenge: 'a' }), headers: [['Content-Type', 'application/x-www-form-urlencoded']] })).status).toBe(200);
  });
});

const FORBIDDEN = { error: 'forbidden', message: 'the request was refused', requestId: expect.any(String) };

const HOSTILE = [
  '"', "'", 'a"b', "a'b", '\r\nSet-Cookie: a=b', 'a\nb', '#set($good = "yes")', '$secret', '${echo}', '<script>alert(1)</script>', '{"a":1}', '\\', 'é', '\u2028', '\0', '&lt;', 'x'.repeat(1025),
];

describe.each(HOSTILE)('P7: the hostile value %j', value => {
  test.each<[string, WebhookSource]>([
    ['Dropbox', DROPBOX], ['Meta', META_SOURCE], ['Strava', STRAVA_SOURCE],
  ])('is never echoed to %s', async (_, source) => {
    const door = await open(source);
    const answered = await door.send({ method: 'GET', target: hooks({ ...META, 'hub.challenge': value, 'challenge': value }) });
    expect([answered.status, JSON.parse(answered.body)]).toEqual([403, FORBIDDEN]);
  });

  test('is never echoed to Microsoft Graph, and is queued', async () => {
    const door = await open(MICROSOFT_GRAPH);
    const answered = await door.send({ ...GRAPH, target: hooks({ validationToken: value }) });
    expect([answered.status, answered.body]).toEqual([200, '{"status":"accepted","messageId":"message-1"}']);
    expect(decodeMessage(door.queue.received[0]?.body ?? '').flags).not.toContain('handshake');
  });

});

test.each(HOSTILE.filter(value => /^[\x20-\x7e]+$/.test(value)))('P7: the hostile value %j is never echoed out of a header', async value => {
  const door = await open(OKTA);
  const answered = await door.send({ method: 'GET', target: hooks(), headers: [['X-Okta-Verification-Challenge', value]] });
  expect([answered.status, JSON.parse(answered.body)]).toEqual([403, FORBIDDEN]);
});

describe('a handshake by POST', () => {
  const flags = (door: TestDoor): readonly string[] => decodeMessage(door.queue.received[0]?.body ?? '').flags;

  test.each<[string, WebhookSource, RawRequest]>([
    ['Microsoft Graph\'s', MICROSOFT_GRAPH, GRAPH],
    ['OneDrive\'s, which has no Content-Type,', MICROSOFT_GRAPH, { target: GRAPH_TARGET }],
    ['one under a binary type', MICROSOFT_GRAPH, { target: GRAPH_TARGET, headers: [['Content-Type', 'application/octet-stream']] }],
    ['Asana\'s', ASANA, { target: hooks(), headers: [['x-hook-secret', HOOK_SECRET]] }],
  ])('%s is queued with a mark, since a 2xx has to mean that SQS holds it (P1)', async (_, source, request) => {
    const door = await open(source);
    expect((await door.send(request)).status).toBe(200);
    expect(flags(door)).toEqual(['maybeEmpty', 'handshake']);
    expect(door.accepted).toHaveLength(1);
  });

  test('has no mark where it has a body, so that nothing with content is dropped (P5)', async () => {
    const door = await open(MICROSOFT_GRAPH);
    await door.send({ ...GRAPH, body: '{"value":[{"subscriptionId":"1"}]}' });
    expect(flags(door)).toEqual([]);
  });

  test('has no mark by another method', async () => {
    const door = await open(MICROSOFT_GRAPH);
    await door.send({ ...GRAPH, method: 'PUT' });
    expect(flags(door)).toEqual(['maybeEmpty']);
  });

  test('has no mark where the source knows of none', async () => {
    const door = await open(GITHUB);
    await door.send({ target: hooks({ validationToken: 'a' }), headers: [['x-hook-secret', HOOK_SECRET]] });
    expect(flags(door)).not.toContain('handshake');
  });

  test('passes where webhooks without a group are rejected', async () => {
    const door = await open(MICROSOFT_GRAPH, { grouping: MessageGrouping.jsonPath('$.value[0].subscriptionId', { whenMissing: MissingGroup.REJECT }) });
    expect(await door.send(GRAPH)).toMatchObject({ status: 200, body: GRAPH_TOKEN });
    expect(decodeMessage(door.queue.received[0]?.body ?? '').group).toBe('~handshake');
  });

  test.each<[string, Acknowledgement]>([['204', Acknowledgement.noContent()], ['202', Acknowledgement.accepted()]])('is answered 200 where webhooks are answered %s', async (status, acknowledgement) => {
    const door = await open(MICROSOFT_GRAPH, { acknowledgement });
    expect(await door.send(GRAPH)).toMatchObject({ status: 200, body: GRAPH_TOKEN });
    expect((await door.send({ target: hooks(), body: '{"value":[]}' })).status).toBe(Number(status));
  });

  test('P1: is answered with an error where SQS does not take it', async () => {
    const door = await open(MICROSOFT_GRAPH);
    door.queue.answerWith(response => void response.writeHead(500).end());
    const answered = await door.send(GRAPH);
    expect(answered.status).toBe(503);
    expect(answered.body).not.toContain('Validation');
  });
});
