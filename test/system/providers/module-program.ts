import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the body of an async function in a process of its own, where it can import ES modules, which Jest cannot. What it returns is a string. */
export async function runModule(program: string, ...args: string[]): Promise<string> {
  const code = `const [${args.map((_, index) => `$${index + 1}`).join(', ')}] = process.argv.slice(1); process.stdout.write(await (async () => { ${program} })());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, '--', ...args], { cwd: __dirname });
  return stdout;
}
