import { Backend } from './support/backend';
import { MemorySecrets } from './support/memory-secrets';
import { type RecordOptions, webhookOf } from './support/records';
import { atOnce, cachedSecrets, httpTarget, secret } from './support/target';
import type { TargetResult } from '../../lambda/forwarder/ports';
import type { HttpTarget } from '../../lambda/forwarder/target/http-target';
import type { HttpTargetConfiguration } from '../../src/contract/forwarder-configuration';

type Authentication = Partial<HttpTargetConfiguration>;

const BASIC: Authentication = { authentication: { kind: 'basic', username: secret('login', 'user'), password: secret('login', 'password') } };
const BEARER: Authentication = { authentication: { kind: 'bearer', token: secret('token') } };
const HEADER: Authentication = { secretHeaders: { 'X-Api-Key': { from: 'parameterStore', name: '/backend/key' } } };

const login = (user: string, password: string) => JSON.stringify({ user, password });
const base64 = (text: string) => Buffer.from(text).toString('base64');

const secrets = new MemorySecrets();
let backend: Backend;
let time: number;
beforeEach(async () => {
  backend = await Backend.start();
  time = Date.now();
  secrets.asked.length = 0;
  secrets.values.clear();
  secrets.values.set('login', [login('shop', 'hunter2:ü')]);
  secrets.values.set('token', ['token-hunter2']);
  secrets.values.set('/backend/key', ['key-hunter2']);
});
afterEach(() => backend.stop());

const now = (): number => time;
const targetWith = (configuration: Authentication) => httpTarget(backend.url, configuration, { now, secrets: cachedSecrets(secrets, now) });
const IDENTITY = { messageId: 'm1', group: 'g', attempt: 1 };
const send = (target: HttpTarget, options: RecordOptions = {}): Promise<TargetResult> => target.attempt(webhookOf(options), IDENTITY, atOnce);
const headersOf = (index = 0) => backend.requests[index].headers;

describe('a request', () => {
  it('has user name and password of a secret', async () => {
    expect((await send(targetWith(BASIC))).outcome).toEqual({ kind: 'delivered' });
    expect(headersOf().authorization).toBe(`Basic ${base64('shop:hunter2:ü')}`);
  });

  it('has a token of a secret', async () => {
    await send(targetWith(BEARER));
    expect(headersOf().authorization).toBe('Bearer token-hunter2');
  });

  it('has headers whose values are secrets, beside those whose values are not', async () => {
    await send(targetWith({ ...HEADER, headers: [['X-Tenant', 'acme']] }));
    expect(headersOf()).toMatchObject({ 'x-api-key': 'key-hunter2', 'x-tenant': 'acme' });
  });

  it.each([
    ['Authorization', { ...BEARER, forwardHeaders: ['authorization'] }, 'Bearer token-hunter2'],
    ['X-Api-Key', HEADER, 'key-hunter2'],
  ] as const)('P7 has none of the webhook\'s own by the name of %s', async (name, configuration, value) => {
    await send(targetWith(configuration), { headers: [[name.toUpperCase(), 'forged'], [name, 'forged']] });
    const { rawHeaders } = backend.requests[0];
    const values = rawHeaders.filter((_text, index) => rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase());
    expect(values).toEqual([value]);
  });

  it('reads a secret once for many', async () => {
    const target = targetWith(BEARER);
    await Promise.all([send(target), send(target), send(target)]);
    time += 60_000;
    await send(target);
    expect([backend.requests.length, secrets.asked]).toEqual([4, ['token']]);
  });
});

describe('the turn of a request', () => {
  it('P4 is waited for when all is ready, and again before the request is made once more', async () => {
    const events: string[] = [];
    const read = secrets.read;
    const store = cachedSecrets(Object.assign(new MemorySecrets(), { read: (...reference: Parameters<typeof read>) => { events.push('secret'); return read(...reference); } }), now);
    const target = httpTarget(backend.url, BEARER, { now, secrets: store });
    const turn = async (): Promise<void> => { events.push('turn'); };
    backend.answer = (response, { headers }) => {
      events.push('request');
      response.writeHead(headers.authorization === 'Bearer rotated-hunter2' ? 200 : 401).end();
    };
    expect(target.waitsForTurn).toBe(true);
    await target.attempt(webhookOf(), IDENTITY, turn);
    secrets.values.set('token', ['rotated-hunter2']);
    time += 60_000;
    await target.attempt(webhookOf(), IDENTITY, turn);
    expect(events).toEqual(['secret', 'turn', 'request', 'turn', 'request', 'secret', 'turn', 'request']);
  });

  it('P4 that comes too late leaves the request unmade', async () => {
    const late = async (): Promise<void> => { time += 4_000; };
    expect(await targetWith(BEARER).attempt(webhookOf(), IDENTITY, late)).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'CREDENTIALS_TIMEOUT' } });
    expect(backend.connections).toBe(0);
  });

  it('is for others to wait for where nothing has to be got ready', () => {
    expect(httpTarget(backend.url).waitsForTurn).toBe(false);
  });
});

describe('a secret that cannot be used', () => {
  it.each([['basic', BASIC, 'login'], ['bearer', BEARER, 'token'], ['a header', HEADER, '/backend/key']] as const)('F30 keeps the webhook waiting while it cannot be read: %s', async (_, configuration, id) => {
    const values = secrets.values.get(id) ?? [];
    secrets.values.delete(id);
    const target = targetWith(configuration);
    const result = await send(target);
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'SECRET_UNAVAILABLE' } });
    expect([result.report.outcomeUnknown, result.report.httpStatus, backend.connections]).toEqual([undefined, undefined, 0]);
    secrets.values.set(id, values);
    time += 5_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });

  it('F30 is not asked for again and again', async () => {
    secrets.values.delete('token');
    const target = targetWith(BEARER);
    for (let count = 0; count < 20; count++) await send(target);
    expect(secrets.asked).toEqual(['token']);
  });

  it('F30 stays in use while the store is down', async () => {
    const target = targetWith(BEARER);
    await send(target);
    secrets.values.delete('token');
    time += 3_600_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });

  it('F30 that takes too long leaves no time for the request', async () => {
    const hanging = { values: () => new Promise<string[]>(() => { /* hangs */ }), refreshed: async () => undefined, knownAt: async () => 0 };
    const target = httpTarget(backend.url, { ...BEARER, totalTimeoutMillis: 100 }, { secrets: hanging });
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'CREDENTIALS_TIMEOUT' } });
    expect(backend.connections).toBe(0);
  });

  it.each([
    ['has a line break at its end', BEARER, 'token', 'hunter2\n'],
    ['is empty', BEARER, 'token', ''],
    ['has letters that a header has not', HEADER, '/backend/key', 'hunter2-😀'],
  ] as const)('waits for a person where it %s, and is not told', async (_, configuration, id, value) => {
    secrets.values.set(id, [value]);
    const result = await send(targetWith(configuration));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { errorCode: 'SECRET_UNUSABLE' } });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(backend.connections).toBe(0);
  });
});

describe('an answer of 401', () => {
  const onlyFor = (authorization: string): Backend['answer'] => (response, { headers }) => {
    response.writeHead(headers.authorization === authorization ? 200 : 401).end();
  };

  it('has the secret read anew, and the request made once more in the same attempt where it is another one', async () => {
    const target = targetWith(BEARER);
    await send(target);
    backend.answer = onlyFor('Bearer rotated-hunter2');
    secrets.values.set('token', ['rotated-hunter2', 'token-hunter2']);
    time += 60_000;
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200, credentialsRenewed: true } });
    expect(backend.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-hunter2', 'Bearer token-hunter2', 'Bearer rotated-hunter2']);
  });

  it('has it made once more with what another attempt has read meanwhile', async () => {
    const target = targetWith(BEARER);
    await send(target);
    backend.answer = onlyFor('Bearer rotated-hunter2');
    secrets.values.set('token', ['rotated-hunter2']);
    time += 60_000;
    const results = await Promise.all([send(target), send(target), send(target)]);
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(secrets.asked).toEqual(['token', 'token']);
  });

  it('is a failure where the secret is still the same, and does not cost a call each time', async () => {
    backend.answer = onlyFor('Bearer other');
    const target = targetWith(BEARER);
    await send(target);
    time += 60_000;
    for (let count = 0; count < 10; count++) {
      const result = await send(target);
      expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { httpStatus: 401 } });
      expect(result.report.credentialsRenewed).toBeUndefined();
    }
    expect([backend.requests.length, secrets.asked.length]).toEqual([11, 2]);
  });

  it('is a failure where the new secret is refused too', async () => {
    backend.answer = onlyFor('Bearer other');
    const target = targetWith(BEARER);
    await send(target);
    secrets.values.set('token', ['rotated-hunter2']);
    time += 60_000;
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { httpStatus: 401, credentialsRenewed: true } });
    expect(backend.requests).toHaveLength(3);
  });

  it('is a failure where there are no credentials', async () => {
    backend.answer = onlyFor('Bearer other');
    expect((await send(targetWith({ headers: [['X-Tenant', 'acme']] }))).outcome).toMatchObject({ kind: 'retry', slow: true });
    expect(backend.requests).toHaveLength(1);
  });

  it('is not met with another request where there is no time left for it', async () => {
    const target = targetWith(BEARER);
    await send(target);
    secrets.values.set('token', ['rotated-hunter2']);
    time += 60_000;
    backend.answer = response => {
      time += 4_000;
      response.writeHead(401).end();
    };
    expect((await send(target)).outcome).toMatchObject({ kind: 'retry', slow: true });
    expect(backend.requests).toHaveLength(2);
  });
});

describe('an answer that repeats what it was sent', () => {
  it.each([['basic', BASIC], ['bearer', BEARER], ['a header', HEADER]])('F31 has no secret in its report: %s', async (_, configuration) => {
    backend.answer = (response, { headers }) => {
      const sent = String(headers.authorization ?? headers['x-api-key']);
      const decoded = Buffer.from(sent.replace('Basic ', ''), 'base64').toString();
      response.writeHead(500, { 'X-Echo': sent }).end(`you sent ${sent}, ${JSON.stringify({ headers })}, ${encodeURIComponent(sent)}, ${decoded}`);
    };
    const { report } = await send(targetWith(configuration));
    expect(JSON.stringify(report)).not.toMatch(/hunter2|aHVudGVyM|c2hvcDpodW50ZXIy/);
    expect(report.responseBody).toContain('you sent [removed]');
  });
});
