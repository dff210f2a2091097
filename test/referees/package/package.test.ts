import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACKNOWLEDGED_FINDINGS } from './acknowledged-findings';

const ROOT = join(__dirname, '..', '..', '..');
const PYTHON = ['python3', 'python'].find(name => spawnSync(name, ['-c', 'import venv, ensurepip']).status === 0);
const work = mkdtempSync(join(tmpdir(), 'package-referee-'));
const consumer = join(work, 'consumer');

/** Runs to the end, and shows what was printed only where that failed. */
function run(directory: string, command: string, args: string[], environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, { cwd: directory, env: { ...process.env, ...environment }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function packed(target: 'js' | 'python', ending: string): string {
  const directory = join(work, 'dist', target);
  return join(directory, readdirSync(directory).find(name => name.endsWith(ending)) ?? `nothing ends with ${ending}`);
}

const readJson = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;
const templateIn = (...path: string[]) => readJson(...path, 'GitHubOrders.template.json');

beforeAll(() => {
  run(ROOT, 'npx', ['jsii', '--silence-warnings=reserved-word']);
  run(ROOT, 'npx', ['jsii-rosetta', 'extract', '--strict', '--fail']);
  run(ROOT, 'npx', ['jsii-pacmak', '--outdir', join(work, 'dist'), '--target', 'js', ...(PYTHON ? ['--target', 'python'] : [])]);
  cpSync(join(__dirname, 'consumer'), consumer, { recursive: true, filter: source => !source.includes('node_modules') });
  cpSync(join(ROOT, 'examples/typescript/github-orders'), consumer, { recursive: true, filter: source => !/node_modules|\.json$|\.md$/.test(source) });
  run(consumer, 'npm', ['ci', '--no-audit', '--no-fund']);
  run(consumer, 'npm', ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', packed('js', '.tgz')]);
}, 900_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

test('the tarball holds what is built and nothing else', () => {
  const files = run(work, 'tar', ['tzf', packed('js', '.tgz')]).trim().split('\n').map(file => file.replace('package/', ''));
  expect(files.filter(file => !/^lib\/.+\.(js|d\.ts)$/.test(file)).sort()).toEqual([
    '.jsii', '.jsii.tabl.json', 'API.md', 'LICENSE', 'README.md', 'assets/THIRD-PARTY-LICENSES.txt',
    'assets/cli/bootstrap.js', ...consoleFiles(), 'assets/cli/main.js',
    'assets/door/index.js', 'assets/door/parameter-store.js', 'assets/door/s3-bodies.js',
    ...['event-bridge', 'index', 'lambda', 'open-destinations', 'open-secrets', 'open-verifier', 'parameter-store', 's3-body-store', 'secrets-manager', 'sns', 'sqs',
      'step-functions'].map(name => `assets/forwarder/${name}.js`),
    'assets/watchdog/index.js', 'package.json',
  ].sort());
});

function consoleFiles(): string[] {
  return readdirSync(join(ROOT, 'cli/local/console/page')).map(name => `assets/cli/console/${name}`);
}

test('it needs nothing at run time but the CDK', () => {
  const manifest = readJson<Record<string, unknown>>(consumer, 'node_modules/cdk-webhook-buffer/package.json');
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.bundledDependencies ?? []).toEqual([]);
  expect(manifest.peerDependencies).toEqual({ 'aws-cdk-lib': '^2.214.0', 'constructs': '^10.0.5' });
});

test('its command line runs as installed', () => {
  expect(run(consumer, 'npx', ['cdk-webhook-buffer', '--help'])).toContain('local');
});

interface ValidationReport {
  readonly pluginReports: ReadonlyArray<{ readonly pluginName: string; readonly violations: ReadonlyArray<{ readonly ruleName: string }> }>;
}

function validate(environment: NodeJS.ProcessEnv = {}): ValidationReport {
  // Findings make it fail; the report tells which they are.
  spawnSync('npx', ['tsx', 'validate.ts'], { cwd: consumer, env: { ...process.env, CDK_OUTDIR: 'validated', ...environment } });
  return readJson(consumer, 'validated', 'validation-report.json');
}

function findings(report: ValidationReport, ours: (plugin: string) => boolean): string[] {
  return report.pluginReports.filter(({ pluginName }) => ours(pluginName)).flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

const isNag = (plugin: string) => ['AwsSolutions', 'Serverless'].includes(plugin);

test('CloudFormation Validate and cdk-preflight find nothing', () => {
  expect(findings(validate(), plugin => !isNag(plugin))).toEqual([]);
}, 120_000);

test('they do find mistakes that are planted', () => {
  expect(findings(validate({ PLANT_MISTAKES: '1' }), plugin => !isNag(plugin)).length).toBeGreaterThanOrEqual(2);
}, 120_000);

test('each finding of cdk-nag has a written reason, and each reason a finding', () => {
  expect([...new Set(findings(validate(), isNag))].sort()).toEqual(Object.keys(ACKNOWLEDGED_FINDINGS).sort());
}, 120_000);

if (PYTHON === undefined) console.warn('SKIPPED: no Python 3 with venv; the wheel and the Python example are not checked');

(PYTHON ? test : test.skip)('the wheel gives the Python example the template of the TypeScript one', () => {
  const example = join(work, 'python');
  cpSync(join(ROOT, 'examples/python/github_orders'), example, { recursive: true });
  run(example, PYTHON!, ['-m', 'venv', '.venv']);
  const python = join(example, '.venv', existsSync(join(example, '.venv/Scripts')) ? 'Scripts/python' : 'bin/python');
  const requirements = readFileSync(join(example, 'requirements.txt'), 'utf8').split('\n').filter(line => line.includes('=='));
  run(example, python, ['-m', 'pip', 'install', '--quiet', ...requirements, packed('python', '.whl')]);
  run(example, python, ['app.py'], { CDK_OUTDIR: 'cdk.out' });
  run(consumer, 'npx', ['tsx', 'app.ts'], { CDK_OUTDIR: 'cdk.out' });
  expect(templateIn(example, 'cdk.out')).toEqual(templateIn(consumer, 'cdk.out'));
}, 600_000);
