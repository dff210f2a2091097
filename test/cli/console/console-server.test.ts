import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUFFER } from './support/events';
import { RunningConsole, source } from './support/running-console';
import { startConsoleServer } from '../../../cli/local/console/http/console-server';
import { send } from '../gateway/support/http';

let running: RunningConsole;
beforeAll(async () => {
  running = await RunningConsole.start();
});
afterAll(() => running.stop());

const get = (path: string): Promise<Response> => fetch(new URL(path, running.url));

describe('the page', () => {
  test.each([['/', 'text/html; charset=utf-8'], ['/index.html', 'text/html; charset=utf-8'], ['/console.css', 'text/css; charset=utf-8'],
    ['/console.js', 'text/javascript; charset=utf-8'], ['/icon.svg', 'image/svg+xml']])('is served at %s as %s', async (path, contentType) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(contentType);
  });

  test.each(readdirSync(join(__dirname, '../../../cli/local/console/page')))('has %s', async name => {
    const response = await get(`/${name}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^(text\/(html|css|javascript); charset=utf-8|image\/svg\+xml)$/)]);
  });

  test.each(['/', '/console.js', '/api/webhooks/none', '/nothing'])('%s is protected by its headers', async path => {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toBe("default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test.each(['/nothing', '/../source.ts', '/%2e%2e/source.ts', '/page/index.html', '/api', '/api/webhooks/', '/api/webhooks/a/b'])('has nothing at %s', async target => {
    const { status, body } = await send(running.url, { method: 'GET', target });
    expect([status, JSON.parse(body)]).toEqual([404, { message: 'There is nothing at this path.' }]);
  });
});

describe('the Host header', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('may be %s with the port of the console', async name => {
    const { status } = await send(running.url, { method: 'GET', headers: [['Host', `${name}:${running.port}`]] });
    expect(status).toBe(200);
  });

  test.each([() => 'attacker.example', () => `attacker.example:${running.port}`, () => '127.0.0.1', () => '127.0.0.1:1', () => `127.0.0.1:${running.port}.attacker.example`])(
    'must not be another, against DNS rebinding', async host => {
      for (const target of ['/', '/api/events', '/api/webhooks/m1']) {
        const { status, body, headers } = await send(running.url, { method: 'GET', target, headers: [['Host', host()]] });
        expect([status, body]).toEqual([403, `The console answers to 127.0.0.1:${running.port}, localhost:${running.port}, [::1]:${running.port} only.\n`]);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
    });
});

describe('the method', () => {
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('must not be %s', async method => {
    const { status, headers } = await send(running.url, { method, target: '/api/events' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('a release', () => {
  let requests: unknown[];
  let releasing: RunningConsole;
  beforeAll(async () => {
    const release = async (request: unknown) => { requests.push(request); return { released: 1, complete: true }; };
    releasing = await RunningConsole.start([source({ release })]);
  });
  beforeEach(() => { requests = []; });
  afterAll(() => releasing.stop());

  const post = async (body: string, contentType = 'application/json'): Promise<[number, string]> => {
    const { status, body: answer } = await send(releasing.url, { method: 'POST', target: '/api/release', headers: [['Content-Type', contentType]], body });
    return [status, answer];
  };

  test('is of one group, or of all', async () => {
    expect(await post(JSON.stringify({ buffer: BUFFER, group: '42' }))).toEqual([200, '{"released":1,"complete":true}']);
    expect(await post(JSON.stringify({ buffer: BUFFER }))).toEqual([200, '{"released":1,"complete":true}']);
    expect(requests).toEqual([{ release: { group: '42' } }, { release: { all: true } }]);
  });

  test('cannot be made by a page from elsewhere, which may post forms only', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect(await post(JSON.stringify({ buffer: BUFFER }), type)).toEqual([415, 'The Content-Type must be application/json.\n']);
    }
    const { status, headers } = await send(releasing.url, { method: 'GET', target: '/api/release' });
    expect([status, headers.get('allow'), requests]).toEqual([405, 'POST', []]);
  });

  test.each(['', 'null', '[]', '{}', '{"buffer":1}', `{"buffer":"${BUFFER}","group":1}`, `{"buffer":"${'x'.repeat(20_000)}"}`])('is refused where it names no buffer and group: %.40s', async body => {
    expect((await post(body))[0]).toBe(400);
    expect(requests).toEqual([]);
  });

  test('is refused for a buffer that does not run', async () => {
    expect(await post('{"buffer":"Other"}')).toEqual([404, '{"message":"There is no buffer Other."}']);
  });
});

describe('the port', () => {
  test('that is in use is named', async () => {
    await expect(RunningConsole.start(undefined, running.port)).rejects.toThrow(
      `The console cannot use port ${running.port} of 127.0.0.1: another program listens on it. Give it another port, or 0 for any free one.`);
  });

  test('that is no port is refused', async () => {
    await expect(RunningConsole.start(undefined, 70_000)).rejects.toThrow('70000');
  });

  test('is free again once the console is closed', async () => {
    const first = await RunningConsole.start();
    const { port } = first;
    await first.stop();
    await first.stop();
    const second = await RunningConsole.start(undefined, port);
    expect(second.port).toBe(port);
    await second.stop();
  });
});

describe('a defect of the console', () => {
  test('is answered 500, and the console goes on', async () => {
    const server = await startConsoleServer({
      port: 0,
      page: new Map(),
      openStream: response => {
        response.writeHead(200).write('begun');
        throw new Error('broken');
      },
      findWebhook: () => Promise.reject(new Error('broken')),
      release: () => Promise.reject(new Error('broken')),
    });
    for (let request = 0; request < 2; request++) {
      const response = await fetch(`${server.url}api/webhooks/m1`);
      expect([response.status, await response.json()]).toEqual([500, { message: 'broken' }]);
      await expect(fetch(`${server.url}api/events`).then(stream => stream.text())).rejects.toThrow();
    }
    await server.close();
  });
});
