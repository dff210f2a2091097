import { Agent, request, type IncomingMessage } from 'node:http';
import { Backend, type BackendOptions } from '../../../cli/local/backend/backend';

jest.setTimeout(30_000);

let backend: Backend;
afterEach(() => backend.stop());

async function start(options?: BackendOptions): Promise<Backend> {
  backend = await Backend.start(options);
  return backend;
}

interface Answer {
  readonly status?: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function post(path: string, body: string | Buffer = '', headers: string[] = [], agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(backend.url + path, { method: 'POST', headers: ['Host', 'backend', ...headers], agent }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('answers 200 to whatever it gets', async () => {
  await start();
  expect(await post('/any?thing')).toMatchObject({ status: 200, body: '' });
});

test('remembers each request as it came: bytes, header case and duplicates', async () => {
  await start();
  await post('/hooks/a%2Fb?x=1&x=2', Buffer.from([0, 255, 10]), ['X-One', '1', 'x-one', '2', 'Connection', 'close', 'Content-Length', '3']);
  expect(backend.requests).toEqual([{
    at: expect.any(Number),
    method: 'POST',
    url: '/hooks/a%2Fb?x=1&x=2',
    headers: [['Host', 'backend'], ['X-One', '1'], ['x-one', '2'], ['Connection', 'close'], ['Content-Length', '3']],
    body: Buffer.from([0, 255, 10]),
  }]);
});

test('forgets the oldest requests', async () => {
  await start({ memory: 2 });
  for (const path of ['/1', '/2', '/3']) await post(path);
  expect(backend.requests.map(({ url }) => url)).toEqual(['/2', '/3']);
});

test('hands each request to whoever verifies it', async () => {
  const bodies: string[] = [];
  await start({ onRequest: ({ body }) => bodies.push(body.toString()) });
  await post('/', 'signed');
  expect(bodies).toEqual(['signed']);
});

test('answers with the status, headers and body that it is told to', async () => {
  await start({ behaviour: () => ({ status: 503, headers: { 'Retry-After': '7' }, body: 'later' }) });
  const { status, headers, body } = await post('/');
  expect([status, headers['retry-after'], body]).toEqual([503, '7', 'later']);
});

test('chooses its behaviour by the request, and changes it while it runs', async () => {
  await start({ behaviour: ({ url }) => ({ status: url === '/bad' ? 400 : 200 }) });
  expect([(await post('/bad')).status, (await post('/good')).status]).toEqual([400, 200]);
  backend.setBehaviour(() => ({ status: 202 }));
  expect((await post('/bad')).status).toBe(202);
});

test('counts the requests that it serves at the same time', async () => {
  await start({ behaviour: () => ({ delayMillis: 100 }) });
  const answers = [post('/'), post('/'), post('/')];
  while (backend.concurrency < 3) await new Promise(resolve => setTimeout(resolve, 5));
  await Promise.all(answers);
  await post('/');
  while (backend.concurrency > 0) await new Promise(resolve => setTimeout(resolve, 5));
  expect(backend.highestConcurrency).toBe(3);
});

test('hangs', async () => {
  await start({ behaviour: () => ({ action: 'hang' }) });
  const answer = post('/').catch((error: NodeJS.ErrnoException) => error.code);
  expect(await Promise.race([answer, new Promise(resolve => setTimeout(resolve, 100, 'no answer'))])).toBe('no answer');
  await backend.stop();
  expect(await answer).toBe('ECONNRESET');
});

test('breaks off connections', async () => {
  await start({ behaviour: () => ({ action: 'reset' }) });
  await expect(post('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('refuses connections, those kept alive included, until it accepts them again', async () => {
  await start();
  const agent = new Agent({ keepAlive: true });
  await post('/', '', [], agent);
  const { url } = backend;
  await backend.refuse();
  await expect(post('/', '', [], agent)).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/) });
  await expect(post('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await backend.accept();
  expect(backend.url).toBe(url);
  expect((await post('/')).status).toBe(200);
  agent.destroy();
});

test('survives a client that goes away in the middle of its request', async () => {
  await start();
  const outgoing = request(backend.url, { method: 'POST', headers: { 'Content-Length': '10' } });
  outgoing.on('error', () => {});
  outgoing.write('half');
  while (backend.concurrency === 0) await new Promise(resolve => setTimeout(resolve, 5));
  outgoing.destroy();
  while (backend.concurrency > 0) await new Promise(resolve => setTimeout(resolve, 5));
  expect((await post('/')).status).toBe(200);
  expect(backend.requests).toHaveLength(1);
});

test('listens on a given port, and can be stopped twice', async () => {
  await start();
  const { port } = new URL(backend.url);
  await backend.stop();
  await backend.stop();
  await start({ port: Number(port) });
  expect(backend.url).toBe(`http://127.0.0.1:${port}`);
});
