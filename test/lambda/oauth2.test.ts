import { Backend, closedPort } from './support/backend';
import { MemorySecrets } from './support/memory-secrets';
import { webhookOf } from './support/records';
import { atOnce, cachedSecrets, httpTarget, secret } from './support/target';
import type { TargetResult } from '../../lambda/forwarder/ports';
import type { HttpTarget } from '../../lambda/forwarder/target/http-target';
import type { OAuth2Configuration } from '../../src/contract/target-secrets';

const CLIENT_SECRET = 'client-hunter2/ü+';

const secrets = new MemorySecrets();
let backend: Backend;
let endpoint: Backend;
let time: number;
let issued: number;
beforeEach(async () => {
  [backend, endpoint] = await Promise.all([Backend.start(), Backend.start(issue())]);
  time = Date.now();
  issued = 0;
  secrets.values.set('client', [CLIENT_SECRET]);
});
afterEach(() => Promise.all([backend.stop(), endpoint.stop()]));

function issue(fields: object = { token_type: 'Bearer', expires_in: 3_600 }): Backend['answer'] {
  return response => { response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ access_token: `token-hunter2-${++issued}`, ...fields })); };
}
const fail = (status: number, body = '', headers = {}): Backend['answer'] => response => { response.writeHead(status, headers).end(body); };

function targetWith(options: Partial<OAuth2Configuration> = {}, more: Parameters<typeof httpTarget>[1] = {}): HttpTarget {
  const authentication: OAuth2Configuration = {
    kind: 'oauth2', tokenUrl: `${endpoint.url}/oauth2/token?realm=shop`, clientId: 'shop:client', clientSecret: secret('client'), ...options,
  };
  return httpTarget(backend.url, { authentication, ...more }, { now: () => time, secrets: cachedSecrets(secrets, () => time) });
}

const send = (target: HttpTarget): Promise<TargetResult> => target.attempt(webhookOf(), { messageId: 'm1', group: 'g', attempt: 1 }, atOnce);
const tokens = () => backend.requests.map(({ headers }) => headers.authorization);
const fieldsOf = (index = 0) => Object.fromEntries(new URLSearchParams(endpoint.requests[index].body.toString()));

describe('a token', () => {
  it('is asked for with the client\'s credentials in the header, and goes with the request', async () => {
    const target = targetWith({ scope: 'hooks:write hooks:read', audience: 'https://backend.example' });
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    expect(tokens()).toEqual(['Bearer token-hunter2-1']);
    const { method, url, headers } = endpoint.requests[0];
    expect([method, url, headers['content-type'], headers.accept]).toEqual(['POST', '/oauth2/token?realm=shop', 'application/x-www-form-urlencoded', 'application/json']);
    expect(headers.host).toBe(new URL(endpoint.url).host);
    // RFC 6749, section 2.3.1: both are encoded before they are joined.
    expect(Buffer.from(String(headers.authorization).slice('Basic '.length), 'base64').toString()).toBe('shop%3Aclient:client-hunter2%2F%C3%BC%2B');
    expect(fieldsOf()).toEqual({ grant_type: 'client_credentials', scope: 'hooks:write hooks:read', audience: 'https://backend.example' });
  });

  it('is asked for with the client\'s credentials in the body, where the endpoint wants that', async () => {
    await send(targetWith({ clientSecretIn: 'body' }));
    expect(endpoint.requests[0].headers.authorization).toBeUndefined();
    expect(fieldsOf()).toEqual({ grant_type: 'client_credentials', client_id: 'shop:client', client_secret: CLIENT_SECRET });
  });

  it('is kept until shortly before it expires', async () => {
    const target = targetWith();
    await send(target);
    time += 3_539_000;
    await send(target);
    expect(endpoint.requests).toHaveLength(1);
    time += 1_000;
    await send(target);
    expect(tokens()).toEqual(['Bearer token-hunter2-1', 'Bearer token-hunter2-1', 'Bearer token-hunter2-2']);
  });

  it.each([['a short life', { expires_in: 10 }, 5_000], ['a life in letters', { expires_in: '10' }, 5_000], ['no end', {}, 240_000], ['an end that has passed', { expires_in: 0 }, 240_000]])('that has %s is kept as long as can be', async (_, fields, millis) => {
    endpoint.answer = issue(fields);
    const target = targetWith();
    await send(target);
    time += millis - 1;
    await send(target);
    expect(endpoint.requests).toHaveLength(1);
    time += 1;
    await send(target);
    expect(endpoint.requests).toHaveLength(2);
  });

  it('is asked for once by all who need it at the same time', async () => {
    const target = targetWith();
    await Promise.all(Array.from({ length: 10 }, () => send(target)));
    expect([endpoint.requests.length, new Set(tokens()).size]).toEqual([1, 1]);
  });

  it('may be long', async () => {
    endpoint.answer = issue({ access_token: 'a'.repeat(10_000) });
    await send(targetWith());
    expect(tokens()).toEqual([`Bearer ${'a'.repeat(10_000)}`]);
  });

  it('that is still good stays in use while the endpoint is down', async () => {
    const target = targetWith();
    await send(target);
    endpoint.answer = fail(503);
    time += 3_550_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    time += 50_000;
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'TOKEN_UNAVAILABLE' } });
  });
});

describe('a token that the backend refuses', () => {
  const onlyFor = (token: string): Backend['answer'] => (response, { headers }) => { response.writeHead(headers.authorization === `Bearer ${token}` ? 200 : 401).end(); };

  it('is replaced, and the request made once more in the same attempt', async () => {
    const target = targetWith();
    await send(target);
    time += 60_000;
    backend.answer = onlyFor('token-hunter2-2');
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { credentialsRenewed: true } });
    expect(tokens()).toEqual(['Bearer token-hunter2-1', 'Bearer token-hunter2-1', 'Bearer token-hunter2-2']);
  });

  it('is replaced once for all whom it failed', async () => {
    const target = targetWith();
    await send(target);
    time += 60_000;
    backend.answer = onlyFor('token-hunter2-2');
    const results = await Promise.all(Array.from({ length: 5 }, () => send(target)));
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(Array(5).fill('delivered'));
    expect(endpoint.requests).toHaveLength(2);
  });

  it('was not got a moment ago: a backend that refuses each token costs no token each time', async () => {
    backend.answer = onlyFor('none');
    const target = targetWith();
    for (let count = 0; count < 20; count++) expect((await send(target)).outcome).toMatchObject({ kind: 'retry', slow: true });
    expect([backend.requests.length, endpoint.requests.length]).toEqual([20, 1]);
    time += 60_000;
    for (let count = 0; count < 20; count++) await send(target);
    expect([backend.requests.length, endpoint.requests.length]).toEqual([41, 2]);
  });

  it('stays where the endpoint gives no other one', async () => {
    const target = targetWith();
    await send(target);
    time += 60_000;
    backend.answer = onlyFor('none');
    endpoint.answer = fail(500);
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { httpStatus: 401 } });
    expect(backend.requests).toHaveLength(2);
  });
});

describe('no token', () => {
  it.each<[string, Backend['answer'], string, boolean]>([
    ['the endpoint does not know the client', fail(401, '{"error":"invalid_client"}'), 'TOKEN_REFUSED', true],
    ['the scope is not granted', fail(400, '{"error":"invalid_scope","error_description":"hunter2"}'), 'TOKEN_REFUSED', true],
    ['the endpoint is elsewhere', fail(302, '', { Location: 'https://login.example/' }), 'TOKEN_REFUSED', true],
    ['the address is wrong', fail(404, '<html>hunter2</html>'), 'TOKEN_REFUSED', true],
    ['the endpoint is overloaded', fail(429), 'TOKEN_UNAVAILABLE', false],
    ['the endpoint has a failure', fail(500, 'hunter2'), 'TOKEN_UNAVAILABLE', false],
    ['the endpoint breaks off', response => { response.writeHead(200, { 'Content-Length': '100' }).write('{"access_token":"hunter2"}', () => response.destroy()); }, 'TOKEN_UNAVAILABLE', false],
    ['the endpoint resets the connection', response => { response.destroy(); }, 'TOKEN_UNAVAILABLE', false],
    ['the answer is a page', fail(200, '<html>hunter2</html>'), 'TOKEN_REFUSED', true],
    ['the answer is null', fail(200, 'null'), 'TOKEN_REFUSED', true],
    ['the token is none', issue({ access_token: '' }), 'TOKEN_REFUSED', true],
    ['the token is no text', issue({ access_token: 7 }), 'TOKEN_REFUSED', true],
    ['the token is nothing that a header holds', issue({ access_token: 'hunter2\r\nX-Evil: 1' }), 'TOKEN_REFUSED', true],
    ['the token is of another type', issue({ token_type: 'mac' }), 'TOKEN_REFUSED', true],
  ])('F30 keeps the webhook waiting, and nothing is sent: %s', async (_, answer, errorCode, slow) => {
    endpoint.answer = answer;
    const result = await send(targetWith());
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow }, report: { errorCode } });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect([backend.connections, endpoint.requests.length]).toEqual([0, 1]);
  });

  it('says why the endpoint refuses, in the words of the standard', async () => {
    endpoint.answer = fail(401, '{"error":"invalid_client"}');
    expect((await send(targetWith())).report.errorMessage).toBe('the token endpoint gave no access token: it answered 401 invalid_client');
    endpoint.answer = fail(401, `{"error":"${CLIENT_SECRET}"}`);
    expect((await send(targetWith())).report.errorMessage).toBe('the token endpoint gave no access token: it answered 401');
  });

  it('F30 since nothing listens keeps the webhook waiting', async () => {
    const result = await send(targetWith({ tokenUrl: `http://127.0.0.1:${await closedPort()}/token` }));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'TOKEN_UNAVAILABLE', errorMessage: 'the token endpoint did not answer (ECONNREFUSED)' } });
  });

  it('F30 in time leaves none for the request', async () => {
    endpoint.answer = () => { /* hangs */ };
    const result = await send(targetWith({}, { totalTimeoutMillis: 200 }));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false } });
    // Two clocks of the same length run against each other.
    expect(['TOKEN_UNAVAILABLE', 'CREDENTIALS_TIMEOUT']).toContain(result.report.errorCode);
    expect(backend.connections).toBe(0);
  });

  it('F34 is asked for at an address that is not public', async () => {
    const target = targetWith({}, { publicAddressesOnly: true });
    expect((await send(target)).report).toMatchObject({ errorCode: 'TOKEN_UNAVAILABLE', errorMessage: 'the token endpoint did not answer (ERR_IP_BLOCKED)' });
    expect([endpoint.connections, backend.connections]).toEqual([0, 0]);
  });

  it('F30 for want of the client\'s secret keeps the webhook waiting', async () => {
    secrets.values.delete('client');
    expect((await send(targetWith())).report.errorCode).toBe('SECRET_UNAVAILABLE');
    expect(endpoint.requests).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  it('is left alone for a time that doubles, up to a minute', async () => {
    endpoint.answer = fail(500);
    const target = targetWith();
    const pauses: number[] = [];
    for (let count = 1; count <= 9; count++) {
      const before = time;
      await send(target);
      while (endpoint.requests.length === count - 1) {
        time += 500;
        await send(target);
      }
      pauses.push((time - before) / 1000);
    }
    expect(pauses).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('says in the same words why there is no token meanwhile, and how long it will take', async () => {
    endpoint.answer = fail(503, '', { 'Retry-After': '20' });
    const target = targetWith();
    expect((await send(target)).outcome).toEqual({ kind: 'retry', slow: false, retryAfterMillis: 20_000 });
    time += 5_000;
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry', slow: false, retryAfterMillis: 15_000 }, report: { errorCode: 'TOKEN_UNAVAILABLE', errorMessage: 'the token endpoint answered 503' } });
    expect(endpoint.requests).toHaveLength(1);
    time += 15_000;
    endpoint.answer = issue();
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });

  it('is asked with the new secret once that was replaced', async () => {
    const good = `Basic ${Buffer.from('shop%3Aclient:rotated').toString('base64')}`;
    endpoint.answer = (response, request) => request.headers.authorization === good ? issue()(response, request) : fail(401)(response, request);
    const target = targetWith();
    expect((await send(target)).report.errorCode).toBe('TOKEN_REFUSED');
    secrets.values.set('client', ['rotated', CLIENT_SECRET]);
    time += 60_000;
    expect((await send(target)).report.errorCode).toBe('TOKEN_REFUSED');
    time += 60_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
  });
});

describe('an answer of the backend', () => {
  it('F31 has no token in its report', async () => {
    backend.answer = (response, { headers }) => { response.writeHead(500, { 'X-Echo': headers.authorization }).end(JSON.stringify(headers)); };
    expect(JSON.stringify(await send(targetWith()))).not.toContain('hunter2');
  });
});
