import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError, type Command } from './command';
import { localCommand } from './local';
import { unknown } from './parse-options';

const PROGRAM = 'cdk-webhook-buffer';
const COMMANDS: readonly Command[] = [localCommand];

const HELP = `Usage: ${PROGRAM} <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

Options:
  --help     Print help, also after a command
  --version  Print the version
`;

/** Runs the program; the exit code: 0 for success, 1 for a failure, 2 for a command line that is wrong. */
export async function run(args: readonly string[]): Promise<number> {
  // The warning is about the SDK inside this program, which is nothing that its user can change.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  try {
    return await dispatch(args);
  } catch (error) {
    const { message, stack } = error as Error;
    process.stderr.write(`${PROGRAM}: ${process.env.DEBUG ? stack : message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') return print(HELP);
  if (name === '--version') return print(`${version()}\n`);
  const command = COMMANDS.find(candidate => candidate.name === name);
  if (!command) throw new UsageError(unknown(name.startsWith('-') ? 'option' : 'command', name, [...COMMANDS.map(candidate => candidate.name), '--help', '--version']));
  return args.includes('--help') || args.includes('-h') ? print(command.help) : command.run(args);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The package's own; the bundle and the sources are equally deep in it. */
function version(): string {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
}
