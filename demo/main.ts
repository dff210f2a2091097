import { parseArgs } from 'node:util';
import { formatResult } from './print-result';
import { brokenPromises } from './result';
import { runDemo } from './run-demo';
import { exitOnSignals } from '../tools/exit-on-signals';

// What the SDK says of its future plans is nothing that a spectator can change.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const HELP = `Runs the example app github-orders on this machine under every example webhook of GitHub.

Usage: npm run demo -- [options]

  --senders <n>   senders at the same time (default 8)
  --keep          leave everything running, with the console page, until Ctrl-C
  --json          print one JSON object as the last line, and no table
  --help

Examples:
  npm run demo
  npm run demo -- --keep
  npm run demo -- --json | tail -n 1 | jq .p99Ms
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      senders: { type: 'string', default: '8' },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const senders = Number(values.senders);
  if (!Number.isInteger(senders) || senders < 1 || senders > 64) throw new Error(`--senders is ${values.senders}: a whole number from 1 to 64 is allowed`);
  return { ...values, senders };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const result = await runDemo({
    senders: options.senders,
    keep: options.keep,
    // Where the last line of standard output is for a program, everything for a person goes to standard error.
    output: options.json ? process.stderr : process.stdout,
    onResult: finished => process.stdout.write(`${options.json ? JSON.stringify(finished) : formatResult(finished)}\n`),
  });
  process.exitCode = brokenPromises(result).length === 0 ? 0 : 1;
}

exitOnSignals();
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
