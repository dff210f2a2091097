import { setTimeout as wait } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import { Backend, closedPort, rawBackend } from './support/backend';
import { type RecordOptions, webhookOf } from './support/records';
import { atOnce, httpTarget } from './support/target';
import type { TargetResult } from '../../lambda/forwarder/ports';
import type { HttpTarget } from '../../lambda/forwarder/target/http-target';
import type { HttpTargetConfiguration } from '../../src/contract/forwarder-configuration';

const identity = { messageId: 'm1', group: 'g', attempt: 1 };
/** Answers that a socket gives, byte by byte. */
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map(stop => stop()));
});

function targetAt(url: string, configuration: Partial<HttpTargetConfiguration> = {}, now: () => number = Date.now): HttpTarget {
  return httpTarget(url, configuration, { now });
}

async function backend(...given: Parameters<typeof Backend.start>): Promise<Backend> {
  const started = await Backend.start(...given);
  stops.push(() => started.stop());
  return started;
}

async function raw(...given: Parameters<typeof rawBackend>): Promise<string> {
  const started = await rawBackend(...given);
  stops.push(() => started.stop());
  return started.url;
}

const send = (target: HttpTarget, options: RecordOptions = {}): Promise<TargetResult> => target.attempt(webhookOf(options), identity, atOnce);

describe('a request', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('P2 reaches the backend as %s with its bytes, path, query and headers', async method => {
    const given = await backend();
    const body = Buffer.from([0, 1, 2, 255, 13, 10]);
    const result = await send(targetAt(`${given.url}/hooks`), { method, body, path: '/prod/github/a%2Fb//c', query: [['a', '1'], ['a', 'ü']], headers: [['X-One', '1'], ['x-one', '2'], ['X-Latin', 'caf\u00e9']] });
    expect(result.outcome).toEqual({ kind: 'delivered' });
    expect(given.requests).toMatchObject([{ method, url: '/hooks/github/a%2Fb//c?a=1&a=%C3%BC', body }]);
    expect(given.requests[0].rawHeaders.slice(0, 6)).toEqual(['X-One', '1', 'x-one', '2', 'X-Latin', 'caf\u00e9']);
    expect(given.requests[0].headers).toMatchObject({ 'host': new URL(given.url).host, 'content-length': '6', 'idempotency-key': '"m1"' });
  });

  it('reuses its connection', async () => {
    const given = await backend();
    const target = targetAt(given.url);
    for (let count = 0; count < 3; count++) await send(target);
    expect([given.requests.length, given.connections]).toEqual([3, 1]);
  });

  it.each([
    ['100 and nothing more', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['199 and nothing more', 'HTTP/1.1 199 Odd\r\n\r\n'],
    ['101 to a protocol that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ])('F1 that is answered by %s is retried, its outcome unknown', async (_what, bytes) => {
    const url = await raw(socket => socket.once('data', () => socket.end(bytes)));
    const { outcome, report } = await send(targetAt(url));
    expect(outcome).toEqual({ kind: 'retry', slow: false });
    expect([report.httpStatus, report.outcomeUnknown]).toEqual([undefined, true]);
  });

  it('is delivered where 1xx comes before the answer', async () => {
    const url = await raw(socket => socket.once('data', () => socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}`)));
    expect((await send(targetAt(url))).outcome).toEqual({ kind: 'delivered' });
  });

  it('is given up, retried or retried slowly as the target\'s owner says', async () => {
    const given = await backend((response, { url }) => { response.writeHead(Number(url.slice(1))).end(); });
    const target = targetAt(given.url, { retryStatuses: [422], permanentStatuses: [409] });
    const outcomes = await Promise.all(['/422', '/409', '/404'].map(path => send(target, { path: `/prod${path}`, route: '/' })));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([{ kind: 'retry', slow: false }, { kind: 'permanent' }, { kind: 'retry', slow: true }]);
  });

  it('F2 is not sent on to where a redirect points', async () => {
    const login = await backend();
    const given = await backend(response => { response.writeHead(302, { Location: `${login.url}/login` }).end(); });
    const result = await send(targetAt(given.url));
    expect(result).toMatchObject({ outcome: { kind: 'permanent' }, report: { httpStatus: 302 } });
    expect([given.requests.length, login.requests.length]).toEqual([1, 0]);
  });

  it('F25 is not sent where its path would leave the target', async () => {
    const given = await backend();
    const result = await send(targetAt(`${given.url}/hooks`), { path: '/prod/github/%2e%2e/%2e%2e/admin' });
    expect(result).toMatchObject({ outcome: { kind: 'permanent' }, report: { errorCode: 'PATH_OUTSIDE_TARGET' } });
    expect(given.requests).toEqual([]);
  });

  it.each(['/prod/http://evil.example/', '/prod//evil.example', '/prod/\\evil.example', '/prod/@evil.example'])('F25 goes to the target for %s', async path => {
    const given = await backend();
    expect((await send(targetAt(given.url), { route: '/', path })).outcome).toEqual({ kind: 'delivered' });
    expect(given.requests).toHaveLength(1);
  });

  it.each([
    ['a line break', 'X-Name', 'a\r\nX-Evil: b', 'ERR_INVALID_CHAR'],
    ['an emoji', 'X-Name', '😀', 'ERR_INVALID_CHAR'],
    ['a name that is none', 'X Name', 'a', 'ERR_INVALID_HTTP_TOKEN'],
  ])('F24 with %s in a header is permanent and not sent', async (_, name, value, errorCode) => {
    const given = await backend();
    const result = await send(targetAt(given.url), { headers: [[name, value]] });
    expect(result).toMatchObject({ outcome: { kind: 'permanent' }, report: { errorCode } });
    expect(result.report.outcomeUnknown).toBeUndefined();
    expect(given.requests).toEqual([]);
  });

  it('F24 with a header of 20 KB is for the backend to refuse', async () => {
    const given = await backend();
    expect(await send(targetAt(given.url), { headers: [['X-Long', 'a'.repeat(20_480)]] })).toMatchObject({ outcome: { kind: 'permanent' }, report: { httpStatus: 431 } });
  });

  it('passes an IPv6 address and a port on', async () => {
    const result = await send(targetAt(`http://[::1]:${await closedPort()}/`));
    expect(result.report.errorCode).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT)$/);
  });
});

describe('an answer', () => {
  it('is reported with status, headers and body', async () => {
    const given = await backend(response => { response.writeHead(503, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end('busy'); });
    expect(await send(targetAt(given.url))).toMatchObject({
      outcome: { kind: 'retry', slow: false, retryAfterMillis: 7_000 },
      report: { httpStatus: 503, responseBody: 'busy', responseHeaders: { 'retry-after': '7', 'set-cookie': 'a=1,b=2' } },
    });
  });

  it('may be without a body', async () => {
    const given = await backend(response => { response.writeHead(204).end(); });
    const { outcome, report } = await send(targetAt(given.url));
    expect(outcome).toEqual({ kind: 'delivered' });
    expect([report.responseBody, report.bodyIncomplete, report.outcomeUnknown]).toEqual([undefined, undefined, undefined]);
  });

  it('is kept up to 4 KiB, and the connection stays', async () => {
    const given = await backend(response => { response.end('x'.repeat(60_000)); });
    const target = targetAt(given.url);
    const { report } = await send(target);
    await send(target);
    expect([report.responseBody?.length, report.bodyIncomplete, given.connections]).toEqual([4_096, undefined, 1]);
  });

  it('F3 with success counts though its body never ends', async () => {
    const given = await backend(response => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(16_384)), 1);
      response.on('close', () => clearInterval(timer));
    });
    // It would take longer than a test may, if the body were read until the time is over.
    const target = targetAt(given.url, { totalTimeoutMillis: 60_000 });
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { bodyIncomplete: true } });
  });

  it('may take longer for its body than until its first byte', async () => {
    const given = await backend(response => {
      response.write('a');
      setTimeout(() => response.end('b'), 150);
    });
    const { report } = await send(targetAt(given.url, { firstByteTimeoutMillis: 50 }));
    expect([report.responseBody, report.bodyIncomplete]).toEqual(['ab', undefined]);
  });

  it('F3 with success counts though its body drips until the time is over', async () => {
    const given = await backend(response => {
      response.writeHead(200).write('a');
      const timer = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await send(targetAt(given.url, { totalTimeoutMillis: 200 }))).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200, bodyIncomplete: true } });
  });

  it.each([
    ['breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart'],
    ['breaks off in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\npart'],
    ['has a chunk that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\npart'],
  ])('F3 with success counts though its body %s', async (_, bytes) => {
    const url = await raw(socket => socket.once('data', () => socket.end(bytes)));
    expect(await send(targetAt(url))).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200, bodyIncomplete: true } });
  });

  it('counts though it comes before the body was read', async () => {
    const url = await raw(socket => socket.once('data', () => {
      socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      socket.pause();
      setTimeout(() => socket.destroy(), 100);
    }));
    expect(await send(targetAt(url), { body: 'x'.repeat(700_000) })).toMatchObject({ outcome: { kind: 'permanent' }, report: { httpStatus: 413 } });
  });

  it('may be announced by others', async () => {
    const url = await raw(socket => socket.once('data', () => socket.end(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`)));
    expect((await send(targetAt(url))).outcome).toEqual({ kind: 'delivered' });
  });
});

describe('no answer', () => {
  it('F1 since nothing listens is retried, its outcome known', async () => {
    const result = await send(targetAt(`http://127.0.0.1:${await closedPort()}`));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ECONNREFUSED' } });
    expect(result.report.outcomeUnknown).toBeUndefined();
  });

  it('F1 since the name is unknown is retried', async () => {
    for (const url of ['http://backend.invalid', 'https://backend.invalid']) {
      const result = await send(targetAt(url));
      expect(result.outcome).toMatchObject({ kind: 'retry' });
      // Without a network the resolver may take longer than the connection is waited for.
      expect(result.report.errorCode).toMatch(/^(ENOTFOUND|EAI_AGAIN|TIMEOUT_CONNECT)$/);
    }
  });

  it('F1 since the connection was reset is retried, its outcome unknown', async () => {
    const url = await raw(socket => socket.once('data', () => socket.resetAndDestroy()));
    expect(await send(targetAt(url))).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'ECONNRESET', outcomeUnknown: true } });
  });

  it.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['has a head without end', `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['breaks off in its head', 'HTTP/1.1 200 O'],
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n'],
  ])('F1 that %s is retried, its outcome unknown', async (_, bytes) => {
    const url = await raw(socket => socket.once('data', () => socket.end(bytes)));
    const result = await send(targetAt(url));
    expect(result).toMatchObject({ outcome: { kind: 'retry' }, report: { outcomeUnknown: true } });
    expect(result.report.httpStatus).toBeUndefined();
    expect(result.report.errorCode).toEqual(expect.any(String));
  });

  it('F1 within the time for the first byte is retried, its outcome unknown', async () => {
    const given = await backend(() => { /* hangs */ });
    expect(await send(targetAt(given.url, { firstByteTimeoutMillis: 50 }))).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'TIMEOUT_FIRST_BYTE', outcomeUnknown: true } });
  });

  it('F1 within the time for all of it is retried, its outcome unknown', async () => {
    const url = await raw(socket => socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
      const timer = setInterval(() => socket.write('a'), 5);
      socket.on('close', () => clearInterval(timer));
    }));
    expect(await send(targetAt(url, { totalTimeoutMillis: 100 }))).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'TIMEOUT_TOTAL', outcomeUnknown: true } });
  });

  it('F1 within the time for the connection is retried, its outcome known', async () => {
    // The connection stands, but the TLS handshake is never answered.
    const url = await raw(() => { /* silent */ });
    const result = await send(targetAt(url.replace('http:', 'https:'), { connectTimeoutMillis: 50 }));
    expect(result).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'TIMEOUT_CONNECT' } });
    expect(result.report.outcomeUnknown).toBeUndefined();
  });
});

describe('TLS', () => {
  it('F1 with a certificate that nobody vouches for is retried slowly, and nothing is sent', async () => {
    const given = await backend(undefined, true);
    const result = await send(targetAt(given.url));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: true }, report: { errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect([given.requests.length, result.report.outcomeUnknown]).toEqual([0, undefined]);
  });

  it('F1 towards a port that speaks none is retried', async () => {
    const given = await backend();
    expect(await send(targetAt(given.url.replace('http:', 'https:')))).toMatchObject({ outcome: { kind: 'retry' } });
  });

  describe('where the certificate is trusted', () => {
    // Jest gives tests a copy of the environment, at which Node does not look.
    const environment = runInThisContext('process.env') as NodeJS.ProcessEnv;
    beforeAll(() => { environment.NODE_TLS_REJECT_UNAUTHORIZED = '0'; });
    afterAll(() => { delete environment.NODE_TLS_REJECT_UNAUTHORIZED; });

    it('keeps its connection', async () => {
      const given = await backend(undefined, true);
      const target = targetAt(given.url);
      expect([await send(target), await send(target)]).toMatchObject([{ outcome: { kind: 'delivered' } }, { outcome: { kind: 'delivered' } }]);
      expect(given.connections).toBe(1);
    });

    it('F27 connects anew once when a kept connection turns out to be closed', async () => {
      const given = await backend(response => given.requests.length === 2 ? response.destroy() : response.end('ok'), true);
      const target = targetAt(given.url);
      await send(target);
      expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { reconnects: 1 } });
      expect(given.connections).toBe(2);
    });
  });
});

describe('a kept connection', () => {
  /** Answers the first request of the first connection, then meets the second one with a reset. */
  const stale = (connectionsThatFail: number) => raw((socket, serial) => {
    let requests = 0;
    socket.on('data', () => {
      requests++;
      if (requests > 1 || (serial > 1 && serial <= connectionsThatFail)) socket.resetAndDestroy();
      else socket.write(OK);
    });
  });

  it('F27 that turns out to be closed is replaced once within the same attempt', async () => {
    const target = targetAt(await stale(1));
    expect((await send(target)).report.reconnects).toBeUndefined();
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200, reconnects: 1 } });
  });

  it('F27 is replaced by a new one, not by another that may be closed as well', async () => {
    const held: Array<() => void> = [];
    const url = await raw((socket, serial) => {
      let requests = 0;
      socket.on('data', () => {
        if (++requests > 1) {
          socket.resetAndDestroy();
          return;
        }
        // The first two requests are answered together, so that each gets a connection of its own.
        held.push(() => socket.write(OK));
        if (serial > 1) held.splice(0).forEach(answer => answer());
      });
    });
    const target = targetAt(url);
    await Promise.all([send(target), send(target)]);
    expect(await send(target)).toMatchObject({ outcome: { kind: 'delivered' }, report: { reconnects: 1 } });
  });

  it('F27 is replaced once only', async () => {
    const target = targetAt(await stale(2));
    await send(target);
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'ECONNRESET', outcomeUnknown: true, reconnects: 1 } });
  });

  it('F27 that was closed by a backend that then refuses connections may have brought the webhook there', async () => {
    const given = await rawBackend(socket => {
      let requests = 0;
      socket.on('data', () => {
        if (++requests === 1) socket.write(OK);
        else void given.stop();
      });
    });
    const target = targetAt(given.url);
    await send(target);
    expect(await send(target)).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'ECONNREFUSED', outcomeUnknown: true, reconnects: 1 } });
  });

  it('F27 that breaks after a byte of the answer is a failure', async () => {
    const url = await raw(socket => {
      let requests = 0;
      socket.on('data', () => {
        if (++requests === 1) socket.write(OK);
        else socket.write('HTTP/1.1 2', () => setTimeout(() => socket.resetAndDestroy(), 20));
      });
    });
    const target = targetAt(url);
    await send(target);
    const result = await send(target);
    expect(result).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'ECONNRESET', outcomeUnknown: true } });
    expect(result.report.reconnects).toBeUndefined();
  });

  it('F27 that is new and reset is a failure', async () => {
    let connections = 0;
    const url = await raw(socket => { connections++; socket.once('data', () => socket.resetAndDestroy()); });
    expect((await send(targetAt(url))).report.reconnects).toBeUndefined();
    expect(connections).toBe(1);
  });

  it('is not used after an idle time in which it may have died', async () => {
    const given = await backend();
    let time = 1_000_000;
    const target = targetAt(given.url, {}, () => time);
    await send(target);
    time += 4_000;
    await send(target);
    expect(given.connections).toBe(1);
    time += 4_001;
    await send(target);
    expect(given.connections).toBe(2);
  });

  it('F36 is left alone while another invocation uses it', async () => {
    let release: () => void = () => { /* set below */ };
    const given = await backend(response => {
      if (given.requests.length === 1) release = () => response.end('late');
      else response.end('ok');
    });
    let time = 1_000_000;
    const target = targetAt(given.url, {}, () => time);
    const slow = send(target);
    while (given.requests.length === 0) await wait(1);
    time += 60_000;
    expect((await send(target)).outcome).toEqual({ kind: 'delivered' });
    release();
    expect(await slow).toMatchObject({ outcome: { kind: 'delivered' }, report: { responseBody: 'late' } });
  });
});
