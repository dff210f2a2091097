import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { functionOf, isRunning, stopFunctions, until } from './function-fixture';
import type { RunningInvocation } from '../../../cli/local/runtime/lambda-function';

jest.setTimeout(30_000);

afterEach(stopFunctions);

const payloadOf = (result: unknown): unknown => JSON.parse((result as { payload: string }).payload);

describe('an invocation', () => {
  test('hands the event over and gives back what the handler returns', async () => {
    const { lambda } = functionOf('exports.handler = async event => ({ got: event });');
    expect(await lambda.invoke('{"a":[1,"ü"]}')).toEqual({ outcome: 'succeeded', payload: '{"got":{"a":[1,"ü"]}}' });
  });

  test('gives null for a handler that returns nothing', async () => {
    const { lambda } = functionOf('exports.handler = async () => {};');
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'succeeded', payload: 'null' });
  });

  test('passes the context that Lambda passes', async () => {
    const { lambda } = functionOf('exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });');
    const context = payloadOf(await lambda.invoke('{}', 'request-1')) as { left: number };
    expect(context).toMatchObject({
      awsRequestId: 'request-1',
      functionName: 'Forwarder',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:Forwarder',
      logGroupName: '/aws/lambda/Forwarder',
    });
    expect(context.left).toBeGreaterThan(0);
    expect(context.left).toBeLessThanOrEqual(10_000);
  });

  test.each([
    ['throws an error', 'throw new TypeError("no")', 'TypeError: no'],
    ['throws something that is no error', 'throw "no"', 'Error: no'],
    ['returns what cannot be JSON', 'const loop = {}; loop.loop = loop; return loop', /^TypeError: Converting circular structure/],
  ])('fails when the handler %s, and the process lives on', async (_, body, error) => {
    const { lambda } = functionOf(`let calls = 0; exports.handler = async event => { calls += 1; if (event.ok) return calls; ${body}; };`);
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'failed', error: typeof error === 'string' ? error : expect.stringMatching(error) });
    expect(await lambda.invoke('{"ok":true}')).toEqual({ outcome: 'succeeded', payload: '2' });
  });

  test('fails when the answer is larger than Lambda allows', async () => {
    const { lambda } = functionOf('exports.handler = async () => "x".repeat(6 * 1024 * 1024 + 1);');
    expect(await lambda.invoke('{}')).toMatchObject({ outcome: 'failed', error: expect.stringContaining('larger than 6291456 bytes') });
  });

  test('is ended when the function time is over, even in an endless loop, and the next one starts anew', async () => {
    const { lambda } = functionOf('let calls = 0; exports.handler = async event => { calls += 1; while (event.hang); return calls; };', { timeoutSeconds: 2 });
    expect(await lambda.invoke('{"hang":true}')).toEqual({ outcome: 'timed out', error: 'Task timed out after 2.00 seconds' });
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'succeeded', payload: '1' });
  });

  test.each([
    ['exits', 'process.exit(7)', 'Runtime exited with error: exit status 7'],
    ['throws outside of the handler', 'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {})', 'Runtime exited with error: exit status 1'],
    ['is killed', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', 'Runtime exited with error: signal: SIGKILL'],
  ])('fails as crashed when the process %s, and the next one starts anew', async (_, body, error) => {
    const { lambda } = functionOf(`exports.handler = async event => { if (event.ok) return "up"; ${body}; };`);
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'crashed', error });
    expect(await lambda.invoke('{"ok":true}')).toEqual({ outcome: 'succeeded', payload: '"up"' });
  });

  test('fails as crashed when it needs more memory than the function has', async () => {
    const { lambda } = functionOf('exports.handler = async () => { const all = []; for (;;) all.push(new Array(100_000).fill({})); };', { memoryMegabytes: 128 });
    expect(await lambda.invoke('{}')).toMatchObject({ outcome: 'crashed' });
  });

  test('can be ended at any point by a fault test', async () => {
    const { lambda } = functionOf('exports.handler = async () => { await new Promise(r => setTimeout(r, 10_000)); };', {}, {
      onInvoke: ({ kill }) => void setTimeout(kill, 300),
    });
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'crashed', error: 'Runtime exited with error: signal: SIGKILL' });
  });
});

describe('loading the code', () => {
  test.each([
    ['throws', 'throw new RangeError("broken")', 'RangeError: broken'],
    ['exports no such function', 'exports.other = () => {}', /^Error: .*index.js exports no function handler/],
    ['exits', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  ])('fails the invocation when the code %s', async (_, code, error) => {
    const { lambda } = functionOf(code);
    const result = await lambda.invoke('{}');
    expect(result).toMatchObject({ error: typeof error === 'string' ? error : expect.stringMatching(error) });
  });

  test('fails the invocation when the file is missing', async () => {
    const { lambda, definition } = functionOf('');
    rmSync(join(definition.codeDirectory, 'index.js'));
    expect(await lambda.invoke('{}')).toMatchObject({ outcome: 'failed', error: expect.stringContaining('Cannot find module') });
  });

  test('fails the invocation when the whole folder is missing', async () => {
    const { lambda, definition } = functionOf('');
    rmSync(definition.codeDirectory, { recursive: true });
    expect(await lambda.invoke('{}')).toMatchObject({ outcome: 'crashed', error: expect.stringContaining('ENOENT') });
  });

  test('may take longer than the function time', async () => {
    const { lambda } = functionOf('const end = Date.now() + 2200; while (Date.now() < end); exports.handler = async () => "loaded";', { timeoutSeconds: 2 });
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'succeeded', payload: '"loaded"' });
  });
});

describe('the environment of the function', () => {
  test('holds the variables of the template and of Lambda, and nothing of this program but PATH', async () => {
    process.env.WEBHOOK_BUFFER_SECRET_OF_THE_USER = 'do not pass on';
    const { lambda, definition } = functionOf('exports.handler = async () => process.env;', { variables: { STAGE: 'test', AWS_REGION: 'mars' } });
    const environment = payloadOf(await lambda.invoke('{}')) as NodeJS.ProcessEnv;
    delete process.env.WEBHOOK_BUFFER_SECRET_OF_THE_USER;
    expect(environment).toEqual({
      STAGE: 'test',
      PATH: process.env.PATH,
      TZ: ':UTC',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringContaining('Root='),
      LAMBDA_TASK_ROOT: definition.codeDirectory,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: 'Forwarder',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Forwarder',
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  });

  test('is in UTC', async () => {
    const { lambda } = functionOf('exports.handler = async () => new Date(0).getTimezoneOffset();');
    expect(await lambda.invoke('{}')).toMatchObject({ payload: '0' });
  });
});

test('reports what the function prints, line by line', async () => {
  const { lambda, logs } = functionOf('exports.handler = async () => { console.log("one\\ntwo"); console.error("bad"); };');
  await lambda.invoke('{}');
  await until(() => logs.length >= 3);
  expect(logs).toEqual(expect.arrayContaining([['stdout', 'one'], ['stdout', 'two'], ['stderr', 'bad']]));
});

describe('concurrency', () => {
  const countCalls = 'let calls = 0; exports.handler = async event => { calls += 1; await new Promise(r => setTimeout(r, event.wait ?? 0)); return [process.pid, calls]; };';

  test('one process serves one invocation after another', async () => {
    const { lambda } = functionOf(countCalls);
    const first = payloadOf(await lambda.invoke('{}')) as [number, number];
    expect(payloadOf(await lambda.invoke('{}'))).toEqual([first[0], 2]);
  });

  test('invocations at the same time run in processes of their own', async () => {
    const { lambda } = functionOf(countCalls);
    const results = await Promise.all([1, 2, 3].map(() => lambda.invoke('{"wait":300}')));
    expect(new Set(results.map(result => (payloadOf(result) as number[])[0])).size).toBe(3);
  });

  test('invocations above the reserved concurrency are throttled', async () => {
    const { lambda } = functionOf(countCalls, { reservedConcurrency: 2 });
    const results = await Promise.all([1, 2, 3].map(() => lambda.invoke('{"wait":300}')));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['succeeded', 'succeeded', 'throttled']);
    expect(await lambda.invoke('{}')).toMatchObject({ outcome: 'succeeded' });
  });

  test('a process that idles too long is ended', async () => {
    const { lambda } = functionOf(countCalls, {}, { idleMillis: 50 });
    const [pid] = payloadOf(await lambda.invoke('{}')) as [number, number];
    await until(() => !isRunning(pid));
    const [nextPid, calls] = payloadOf(await lambda.invoke('{}')) as [number, number];
    expect(nextPid).not.toBe(pid);
    expect(calls).toBe(1);
  });
});

describe('no process is left behind', () => {
  test('when the function is stopped, whether it idles or works', async () => {
    const pids: number[] = [];
    const { lambda } = functionOf('exports.handler = async event => { while (event.hang); };', {}, { onInvoke: ({ pid }: RunningInvocation) => pids.push(pid) });
    await lambda.invoke('{}');
    const hanging = [lambda.invoke('{"hang":true}'), lambda.invoke('{"hang":true}')];
    await until(() => pids.length === 3);
    await lambda.stop();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(await Promise.all(hanging)).toEqual(Array(2).fill(expect.objectContaining({ outcome: 'crashed' })));
    expect(await lambda.invoke('{}')).toEqual({ outcome: 'throttled' });
  });

  test('when the program that started it is killed while the handler never yields', async () => {
    const { definition } = functionOf('exports.handler = async () => { console.log("working"); for (;;); };');
    const program = `
      const { LambdaFunction } = require('./cli/local/runtime/lambda-function.ts');
      const lambda = new LambdaFunction(${JSON.stringify({ ...definition, reservedConcurrency: 1 })}, {
        onInvoke: ({ pid }) => console.log(pid),
        onLog: (_, line) => console.log(line),
      });
      lambda.invoke('{}');
    `;
    const parent = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    createInterface({ input: parent.stdout }).on('line', line => lines.push(line));
    await until(() => lines.includes('working'));
    const pid = Number(lines[0]);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isRunning(pid));
  });
});
