import { App, Stack } from 'aws-cdk-lib';
import { closest } from '../../../cli/commands/command';
import { run } from '../../../cli/commands/run';
import { WebhookBuffer, WebhookTarget } from '../../../src';
import { bufferTemplate, directoryOf, manifestOf, removeDirectories, stackArtifact } from '../assembly/assembly-fixture';

jest.setTimeout(30_000);

afterAll(removeDirectories);

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runWith(...args: string[]): Promise<Output> {
  const output = { stdout: '', stderr: '' };
  const capture = (stream: 'stdout' | 'stderr'): jest.SpyInstance => jest.spyOn(process[stream], 'write').mockImplementation(text => {
    output[stream] += String(text);
    return true;
  });
  const spies = [capture('stdout'), capture('stderr')];
  try {
    return { code: await run(args), ...output };
  } finally {
    spies.forEach(spy => spy.mockRestore());
  }
}

describe('help', () => {
  test.each([[], ['--help'], ['-h']])('is printed for %j', async (...args) => {
    expect(await runWith(...args)).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: cdk-webhook-buffer <command> \[options\]\n[^]*\n  local /), stderr: '' });
  });

  test.each([['local', '--help'], ['local', '-h'], ['local', '--port', '--help']])('of a command is printed for %j, with examples', async (...args) => {
    const { code, stdout } = await runWith(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: cdk-webhook-buffer local \[options\]\n[^]*Examples:\n  cdk-webhook-buffer local\n/);
  });
});

test('the version is that of the package', async () => {
  expect(await runWith('--version')).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});

describe('a wrong command line ends with 2 and says what was probably meant', () => {
  test.each([
    [['locla'], 'unknown command locla; did you mean local?'],
    [['deploy'], 'unknown command deploy; there are local, --help, --version'],
    [['--versoin'], 'unknown option --versoin; did you mean --version?'],
    [['local', '--prot', '1'], 'unknown option --prot; did you mean --port?'],
    [['local', '--dynamo-endpoint=x'], 'unknown option --dynamo-endpoint; did you mean --dynamodb-endpoint?'],
    [['local', '-x'], 'unknown option -x; there are --app, --assembly'],
    [['local', '--port'], "Option '--port <value>' argument missing"],
    [['local', '--json=yes'], "Option '--json' does not take an argument"],
    [['local', 'cdk.out'], "Unexpected argument 'cdk.out'; only options can follow the command"],
    [['local', '--port', 'http'], '--port must be a number from 0 to 65535, not http'],
    [['local', '--port', '65536'], '--port must be a number from 0 to 65535, not 65536'],
    [['local', '--app', 'a', '--assembly', 'b'], '--app and --assembly exclude each other'],
    [['local'], 'there is no cdk.json that names an app here; give --app or --assembly'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runWith(...args);
    expect(stderr).toMatch(/^cdk-webhook-buffer: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('a failure ends with 1 and one line that says what is wrong', () => {
  const assemblyOf = (template: object, asset = 'index.js'): string => directoryOf({
    'manifest.json': manifestOf({
      'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      'Shop': stackArtifact('t.json'),
    }),
    't.json': template,
    'assets.json': { version: '48.0.0', files: { code: { source: { path: 'code', packaging: 'zip' }, destinations: { d: { objectKey: 'code.zip' } } } } },
    [`code/${asset}`]: '',
  });

  test.each<[string, () => string[], RegExp]>([
    ['no such directory', () => ['--assembly', '/no/such'], /There is no directory \/no\/such\./],
    ['a corrupt manifest', () => ['--assembly', directoryOf({ 'manifest.json': '{' })], /manifest\.json is not valid JSON/],
    ['no buffer', () => ['--assembly', assemblyOf({})], /There is no WebhookBuffer in the app\. Stacks of the app: Shop\./],
    ['no such stack', () => ['--assembly', assemblyOf(bufferTemplate()), '--stack', 'Ship'], /There is no stack Ship\. Stacks of the app: Shop\./],
    ['an assembly in place of the app', () => ['--app', assemblyOf({})], /There is no WebhookBuffer in the app\./],
    ['no code of the forwarder', () => ['--assembly', assemblyOf(bufferTemplate(), 'other.js')], /The code of Forwarder in stack Shop is missing: there is no .*code\/index\.js\./],
    ['an engine elsewhere', () => ['--assembly', '.', '--sqs-endpoint', 'https://sqs.example.com'], /The SQS endpoint must be on this machine/],
    ['an app that fails', () => ['--app', 'exit 4'], /The app ended with exit code 4: exit 4/],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await runWith('local', ...args());
    expect(stderr).toMatch(/^cdk-webhook-buffer: [^\n]*\n\n?$/);
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });

  test('and the place in the program, where DEBUG is set', async () => {
    process.env.DEBUG = '1';
    const { stderr } = await runWith('local', '--assembly', '/no/such');
    delete process.env.DEBUG;
    expect(stderr).toMatch(/^cdk-webhook-buffer: Error: There is no directory .*\n\s+at /);
  });
});

describe('a run that goes well ends with 0', () => {
  const assembly = directoryOf({});
  beforeAll(() => {
    const app = new App({ outdir: assembly });
    new WebhookBuffer(new Stack(app, 'Shop'), 'Orders', { target: WebhookTarget.http('https://orders.example.com/hooks') });
    app.synth();
  });

  /** Presses Ctrl-C once the program waits for it. */
  async function interrupt(): Promise<void> {
    while (process.listenerCount('SIGINT') === 0) await new Promise(resolve => setTimeout(resolve, 10));
    process.emit('SIGINT');
  }
  test.each([
    ['an assembly', ['--assembly', assembly]],
    ['an app that is an assembly', ['--app', assembly]],
    ['a command', ['--app', `cp -r ${assembly}/. "$CDK_OUTDIR"`, '--json', '--verbose', '--port', '0']],
  ])('of %s', async (_, args) => {
    const [{ code, stdout, stderr }] = await Promise.all([runWith('local', ...args), interrupt()]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Stopped; the queues are empty\.\n$|\{"event":"stopped","left":0\}\n$/);
    expect(code).toBe(0);
  });
});

describe('the closest word', () => {
  test.each([
    ['locale', 'local'],
    ['LOCAL', undefined],
    ['', undefined],
    ['atempts', 'attempts'],
    ['verify', undefined],
  ])('to %s is %s', (word, expected) => {
    expect(closest(word, ['local', 'attempts'])).toBe(expected);
  });
});

