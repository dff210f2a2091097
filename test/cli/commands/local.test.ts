import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { MessageGrouping, WebhookBuffer, WebhookTarget } from '../../../src';
import { freePorts } from '../support/free-ports';

jest.setTimeout(60_000);

const PROGRAM = join(__dirname, '../../../assets/cli/main.js');

let directory: string;
let assembly: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'webhook-buffer-command-'));
  assembly = join(directory, 'cdk.out');
  const app = new App({ outdir: assembly });
  new WebhookBuffer(new Stack(app, 'Shop'), 'Orders', {
    target: WebhookTarget.http('https://orders.example.com/hooks'),
    grouping: MessageGrouping.header('x-group'),
  });
  app.synth();
});
afterAll(() => rmSync(directory, { recursive: true }));

const running: Program[] = [];

/** The program as users run it. */
class Program {
  static run(args: string[], options: { readonly cwd?: string; readonly temporary?: string } = {}): Program {
    const program = new Program(spawn(process.execPath, [PROGRAM, 'local', ...args], {
      detached: true, // in a process group of its own, as in a terminal
      cwd: options.cwd ?? directory,
      env: { ...process.env, TMPDIR: options.temporary ?? tmpdir() },
      stdio: ['ignore', 'pipe', 'pipe'],
    }));
    running.push(program);
    return program;
  }

  static async killAll(): Promise<void> {
    for (const { child, closed } of running.splice(0)) {
      child.kill('SIGKILL');
      await closed;
    }
  }

  stdout = '';
  stderr = '';
  readonly closed: Promise<unknown[]>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', chunk => {
      this.stdout += String(chunk);
    });
    child.stderr?.on('data', chunk => {
      this.stderr += String(chunk);
    });
    this.closed = once(child, 'close');
  }

  /** Waits until it has printed something that matches. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}:\n${this.stdout}\n${this.stderr}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** Signals it and its children, as a terminal does. */
  pressControlC(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  stopReading(): void {
    this.child.stdout?.destroy();
  }

  async ended(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  get lines(): Array<Record<string, unknown>> {
    return this.stdout.trim().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
  }
}

afterEach(() => Program.killAll());

const post = (url: string, body: string): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-group': 'g' } });

test('prints what a user has to know, then a line for each webhook and attempt, until Ctrl-C', async () => {
  const port = await freePorts(1);
  const program = Program.run(['--assembly', 'cdk.out', '--port', String(port)]);
  await program.printed(/Ready\. Press Ctrl-C to stop\./);
  const url = `http://127.0.0.1:${port}/prod/`;
  expect(program.stdout).toMatch(new RegExp([
    'Shop/Orders',
    `  door    ${url}`,
    '  target  http://127\\.0\\.0\\.1:\\d+/hooks in place of https://orders\\.example\\.com/hooks',
    `  try     curl -i -H 'Content-Type: application/json' -d '\\{"hello":"world"\\}' ${url}`,
    '',
    'Console: http://127\\.0\\.0\\.1:\\d+/',
    '',
    'Not emulated: IAM permissions, .*TimeToLiveSpecification.*',
    'Not run: AWS::.*AWS::IAM::Role.*',
  ].join('\n')));

  expect((await post(`${url}created`, '{}')).status).toBe(200);
  await program.printed(/\d\d:\d\d:\d\d\.\d{3} {2}accepted {3}Shop\/Orders {2}POST \/prod\/created {2}group g {2}[0-9a-f-]{36}\n/);
  await program.printed(/\d\d:\d\d:\d\d\.\d{3} {2}delivered {2}Shop\/Orders {2}attempt 1 {2}200 in \d+ ms {2}group g {2}[0-9a-f-]{36}\n/);
  await fetch(url, { method: 'POST', body: 'x', headers: { 'content-type': 'no/such' } });
  await program.printed(/refused {4}Shop\/Orders {2}POST \/prod\/ {2}415 /);

  program.pressControlC();
  expect(await program.ended()).toBe(0);
  expect(program.stdout).toMatch(/\nStopping: [^]*\nStopped; the queues are empty\.\n$/);
  expect(program.stderr).toBe('');
});

test('prints JSON lines on request, without bodies and headers', async () => {
  const program = Program.run(['--assembly', 'cdk.out', '--json', '--verbose']);
  const [, url = ''] = await program.printed(/"url":"([^"]+)"/);
  const { messageId } = await (await post(url, '{"secret":"in the body"}')).json() as { messageId: string };
  await program.printed(/"event":"invocation"/);
  program.terminate();
  expect(await program.ended()).toBe(0);

  const [started, ...others] = program.lines;
  expect(started).toMatchObject({
    event: 'started',
    consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
    notEmulated: expect.arrayContaining(['IAM permissions']),
    typesNotRun: expect.arrayContaining(['AWS::IAM::Role']),
    buffers: [{
      name: 'Shop/Orders',
      url,
      urls: [url],
      apiKeys: [],
      templateTargetUrl: 'https://orders.example.com/hooks',
      targetUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/hooks$/),
      queueUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Shop-OrdersQueue\w+\.fifo$/),
      deadLetterQueueUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Shop-OrdersDeadLetterQueue\w+\.fifo$/),
      tableName: expect.stringMatching(/^Shop-OrdersAttemptLog\w+$/),
      sqsEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      dynamodbEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    }],
  });
  expect(others).toEqual(expect.arrayContaining([
    expect.objectContaining({ event: 'accepted', buffer: 'Shop/Orders', group: 'g', messageId, bodyBytes: 24 }),
    expect.objectContaining({ event: 'attempt', buffer: 'Shop/Orders', messageId, status: 'DELIVERED', attempt: 1, httpStatus: 200 }),
    expect.objectContaining({ event: 'invocation', buffer: 'Shop/Orders', records: 1, outcome: 'succeeded' }),
    expect.objectContaining({ event: 'log', buffer: 'Shop/Orders' }),
  ]));
  expect(others.slice(-2)).toEqual([{ event: 'stopping' }, { event: 'stopped', left: 0 }]);
  expect(program.stdout).not.toContain('in the body');
});

test('ends when nobody reads what it prints any longer', async () => {
  const program = Program.run(['--assembly', 'cdk.out', '--json']);
  const [, url = ''] = await program.printed(/"url":"([^"]+)"/);
  program.stopReading();
  await post(url, '{}').catch(() => {});
  expect(await program.ended()).toBe(0);
});

describe('the app', () => {
  const appThatCopies = (to: string): void => {
    cpSync(assembly, join(to, 'made'), { recursive: true });
    writeFileSync(join(to, 'app.js'), 'require("node:fs").cpSync(__dirname + "/made", process.env.CDK_OUTDIR, { recursive: true });');
  };

  test.each([
    ['given as a command', ['--app', 'node app.js'], {}],
    ['named in cdk.json', [], { 'cdk.json': '{"app":"node app.js"}' }],
  ])('%s is synthesized into a temporary directory', async (_, args, files) => {
    const cwd = mkdtempSync(join(directory, 'project-'));
    const temporary = mkdtempSync(join(directory, 'temporary-'));
    appThatCopies(cwd);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(cwd, file), content);
    const program = Program.run([...args, '--json'], { cwd, temporary });
    await program.printed(/"event":"started"/);
    expect(program.lines[0]).toEqual({ event: 'synthesizing', command: 'node app.js' });
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^cdk-webhook-buffer-/)]);
    program.pressControlC();
    expect(await program.ended()).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('is shown with what it printed when it fails', async () => {
    const cwd = mkdtempSync(join(directory, 'project-'));
    writeFileSync(join(cwd, 'app.js'), 'console.error("no such construct"); process.exit(1);');
    const program = Program.run(['--app', 'node app.js'], { cwd });
    expect(await program.ended()).toBe(1);
    expect(program.stdout).toBe('Synthesizing: node app.js\n');
    expect(program.stderr).toBe('cdk-webhook-buffer: The app ended with exit code 1: node app.js\nno such construct\n');
  });
});

test('a port in use is an error that names it', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const { port } = occupant.address() as AddressInfo;
  const program = Program.run(['--assembly', 'cdk.out', '--port', String(port)]);
  const code = await program.ended();
  occupant.close();
  expect(code).toBe(1);
  expect(program.stderr).toMatch(new RegExp(`^cdk-webhook-buffer: port ${port} of 127\\.0\\.0\\.1 .*in use.*--port\n$`));
});

describe('Ctrl-C while a webhook is being delivered', () => {
  /** A backend of the user's that takes its time, and then answers what comes later with the status given. */
  async function slowBackend(later = 200): Promise<{ readonly url: string; readonly called: Promise<unknown>; answer(): void; close(): void }> {
    const answers: Array<() => void> = [];
    let answered = false;
    const server = createServer((_, response) => {
      if (answered) response.writeHead(later).end();
      else answers.push(() => response.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      called: once(server, 'request'),
      answer: () => {
        answered = true;
        answers.forEach(answer => answer());
      },
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  test.each([
    [200, 'and delivers what is on the queue', 'Stopped; the queues are empty.'],
    [503, 'and says what is left on the queue', 'Stopped; webhooks left on the queues, and lost now: 1'],
  ])('lets the delivery end before a backend that then answers %i, %s', async (later, _, last) => {
    const backend = await slowBackend(later);
    const program = Program.run(['--assembly', 'cdk.out', '--backend', backend.url]);
    const [, url = ''] = await program.printed(/door {4}(\S+)/);
    await post(url, '1');
    await backend.called;
    await post(url, '2');
    program.pressControlC();
    await program.printed(/Stopping/);
    backend.answer();
    expect(await program.ended()).toBe(0);
    backend.close();
    expect(program.stdout).toMatch(/delivered {2}Shop\/Orders {2}attempt 1/);
    expect(program.stdout.endsWith(`\n${last}\n`)).toBe(true);
  });

  test('ends at once when it is pressed again, and leaves neither a process nor a file behind', async () => {
    const backend = await slowBackend();
    const temporary = mkdtempSync(join(directory, 'temporary-'));
    const program = Program.run(['--app', 'cp -r cdk.out/. "$CDK_OUTDIR"', '--backend', backend.url], { temporary });
    const [, url = ''] = await program.printed(/door {4}(\S+)/);
    await post(url, '1');
    await backend.called;
    program.pressControlC();
    await program.printed(/Stopping/);
    program.pressControlC();
    expect(await program.ended()).toBe(130); // what the child printed to was closed too: it is gone
    expect(readdirSync(temporary)).toEqual([]);
    backend.close();
  });
});
