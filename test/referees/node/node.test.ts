import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The Node releases that AWS Lambda runs the forwarder on. */
const VERSIONS = ['22.23.3', '24.21.0'];
const ROOT = join(__dirname, '..', '..', '..');
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

function install(version: string): string {
  const directory = join(__dirname, 'target', version);
  const binary = join(directory, 'node_modules', packageName, 'bin', 'node');
  if (!existsSync(binary)) {
    const { status, stderr } = spawnSync('npm', ['install', '--prefix', directory, '--no-audit', '--no-fund', `${packageName}@${version}`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
  return binary;
}

test.each(VERSIONS)('the forwarder\'s tests pass on Node %s', version => {
  const node = install(version);
  const jest = ['node_modules/jest/bin/jest.js', '--coverage=false', '--runInBand', '--testPathPatterns', 'test/lambda'];
  const { status, stdout, stderr } = spawnSync(node, jest, { cwd: ROOT, encoding: 'utf8' });
  const printed = stdout + stderr;
  expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()).toBe(`v${version}`);
  expect(printed).toMatch(/^Tests: .* passed/m);
  if (status !== 0) throw new Error(printed);
}, 600_000);
