import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeApi } from '../../../cli/local/runtime/runtime-api';
import { serveInvocations } from '../../../cli/local/runtime/runtime-client';

jest.setTimeout(30_000);

const INVOCATION = { requestId: 'r-1', payload: '{"n":1}', functionArn: 'arn:aws:lambda:eu-west-1:1:function:F', deadline: 4_000_000_000_000 };

let api: RuntimeApi;
beforeEach(async () => {
  api = await RuntimeApi.listen();
});
afterEach(() => api.close());

const post = (path: string, body: string): Promise<Response> =>
  fetch(`http://${api.address}/2018-06-01/runtime/${path}`, { method: 'POST', body });
const next = (): Promise<Response> => fetch(`http://${api.address}/2018-06-01/runtime/invocation/next`);

describe('the Runtime API', () => {
  test('answers the request for the next invocation once there is one', async () => {
    const polled = next();
    await api.initialized;
    void api.invoke(INVOCATION);
    const response = await polled;
    expect(await response.json()).toEqual({ n: 1 });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': 'r-1',
      'lambda-runtime-deadline-ms': '4000000000000',
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:1:function:F',
      'lambda-runtime-trace-id': expect.stringMatching(/^Root=/),
    });
  });

  test('hands over an invocation that waits already', async () => {
    void api.invoke(INVOCATION);
    expect(await (await next()).json()).toEqual({ n: 1 });
  });

  test('takes a response', async () => {
    const answer = api.invoke(INVOCATION);
    expect((await post('invocation/r-1/response', '[1]')).status).toBe(202);
    expect(await answer).toEqual({ kind: 'response', payload: '[1]' });
  });

  test.each([
    ['an error', '{"errorType":"E","errorMessage":"m"}', 'E: m'],
    ['an error that is not JSON', 'oops', 'the function reported an error that is not valid JSON'],
  ])('takes %s', async (_, body, message) => {
    const answer = api.invoke(INVOCATION);
    expect((await post('invocation/r-1/error', body)).status).toBe(202);
    expect(await answer).toEqual({ kind: 'error', message });
  });

  test('takes an error while the code is loaded', async () => {
    expect((await post('init/error', '{"errorType":"E","errorMessage":"m"}')).status).toBe(202);
    expect(await api.initialized).toBe('E: m');
  });

  test('refuses a response that is larger than 6 MiB', async () => {
    const answer = api.invoke(INVOCATION);
    expect((await post('invocation/r-1/response', 'x'.repeat(6 * 1_048_576 + 1))).status).toBe(413);
    expect(await answer).toEqual({ kind: 'error', message: 'the response is larger than 6291456 bytes' });
  });

  test.each([
    ['another invocation', 'invocation/r-2/response', 400, 'InvalidRequestID'],
    ['no known path', 'invocation/r-1/else', 404, 'NotFound'],
  ])('refuses a post to %s', async (_, path, status, errorType) => {
    void api.invoke(INVOCATION);
    const response = await post(path, '{}');
    expect([response.status, await response.json()]).toEqual([status, { errorType, errorMessage: errorType }]);
  });

  test('refuses a second answer to an invocation', async () => {
    void api.invoke(INVOCATION);
    await post('invocation/r-1/response', '{}');
    expect((await post('invocation/r-1/response', '{}')).status).toBe(400);
  });

  test('answers no page in a browser', async () => {
    const response = await fetch(`http://${api.address}/2018-06-01/runtime/invocation/next`, { headers: { Origin: 'https://evil.example.com' } });
    expect(response.status).toBe(403);
  });

  test.each([
    ['GET', '/2018-06-01/runtime/else'],
    ['GET', '/'],
    ['PUT', '/2018-06-01/runtime/invocation/next'],
  ])('does not know %s %s', async (method, path) => {
    expect((await fetch(`http://${api.address}${path}`, { method })).status).toBe(404);
  });
});

describe('the client of the Runtime API', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-client-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function serve(code: string, handler = 'index.handler'): { readonly environment: NodeJS.ProcessEnv; readonly ended: Promise<unknown> } {
    writeFileSync(join(directory, 'index.js'), code);
    const environment = { AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: directory, _HANDLER: handler };
    const serving = serveInvocations(environment, async file => createRequire(__filename)(file) as never);
    return { environment, ended: serving.catch((error: unknown) => error) };
  }

  test('calls the handler with event and context, and posts what it returns', async () => {
    serve('exports.handler = async ({ n }, context) => [n, context.awsRequestId, context.getRemainingTimeInMillis() > 0];');
    expect(await api.invoke(INVOCATION)).toEqual({ kind: 'response', payload: '[1,"r-1",true]' });
    expect(await api.invoke({ ...INVOCATION, requestId: 'r-2' })).toEqual({ kind: 'response', payload: '[1,"r-2",true]' });
  });

  test('tells the trace id by the environment', async () => {
    const { environment } = serve('exports.handler = async () => {};');
    expect(await api.invoke(INVOCATION)).toEqual({ kind: 'response', payload: 'null' });
    expect(environment._X_AMZN_TRACE_ID).toMatch(/^Root=/);
  });

  test.each([
    ['throw new RangeError("far")', 'RangeError: far'],
    ['throw "text"', 'Error: text'],
  ])('posts the error of a handler that does %s', async (body, message) => {
    serve(`exports.handler = async () => { ${body}; };`);
    expect(await api.invoke(INVOCATION)).toEqual({ kind: 'error', message });
  });

  test('finds a handler in the default export, where an ES module has CommonJS exports', async () => {
    const environment: NodeJS.ProcessEnv = { AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: directory, _HANDLER: 'index.handler' };
    writeFileSync(join(directory, 'index.js'), '');
    serveInvocations(environment, async () => ({ default: { handler: async () => 'found' } })).catch(() => {});
    expect(await api.invoke(INVOCATION)).toEqual({ kind: 'response', payload: '"found"' });
  });

  test.each([
    ['there is no such file', '', 'other.handler', /^Error: Cannot find module .*other$/],
    ['the file exports no such function', 'exports.handler = 1;', 'index.handler', /^Error: .*index.js exports no function handler$/],
    ['no handler is named', 'exports.handler = 1;', '', /^Error: Cannot find module/],
  ])('reports an error of the initialization when %s', async (_, code, handler, message) => {
    const { ended } = serve(code, handler);
    expect(await api.initialized).toMatch(message);
    expect(await ended).toBeInstanceOf(Error);
  });

  test('ends when the Runtime API goes away', async () => {
    const { ended } = serve('exports.handler = async () => {};');
    await api.initialized;
    api.close();
    expect(await ended).toMatchObject({ code: 'ECONNRESET' });
  });
});
