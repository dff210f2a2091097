import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { formatResult } from './print-result';
import { isKept, type KillTestResult } from './result';
import { runKillTest, type KillTestOptions } from './run-kill-test';
import { exitOnSignals } from '../../../tools/exit-on-signals';
import { progressBar } from '../../../tools/progress-bar';

const HELP = `Kills the forwarder at random points, before a backend that fails one request in three, and looks for what that breaks.

Usage: npm run kill -- [options]

  --webhooks <n>  webhooks to send (default 5000)
  --groups <n>    groups to spread them over (default 200)
  --seed <n>      of what goes wrong (default: at random)
  --json          print one JSON object as the last line, and all else to standard error
  --help

Examples:
  npm run kill
  npm run kill -- --webhooks 500 --groups 20
  npm run kill -- --json | tail -n 1 | jq .lost
`;

const GREATEST_SEED = 2 ** 31 - 1;

function readOptions() {
  const { values } = parseArgs({
    options: {
      webhooks: { type: 'string', default: '5000' },
      groups: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(randomInt(GREATEST_SEED)) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    webhooks: wholeNumber('--webhooks', values.webhooks, 1, 100_000),
    groups: wholeNumber('--groups', values.groups, 1, 10_000),
    seed: wholeNumber('--seed', values.seed, 0, GREATEST_SEED),
    json: values.json,
    help: values.help,
  };
}

function wholeNumber(option: string, given: string, least: number, most: number): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < least || number > most) throw new Error(`${option} is ${given}: a whole number from ${least} to ${most} is allowed`);
  return number;
}

async function main(): Promise<void> {
  const { json, help, ...options } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  // Where the last line of standard output is for a program, everything for a person goes to standard error.
  const output = json ? process.stderr : process.stdout;
  output.write(`${options.webhooks} webhooks in ${options.groups} groups, seed ${options.seed}\n`);
  const result = await runWithBar(options, output);
  output.write(`${formatResult(result)}\n`);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = isKept(result) ? 0 : 1;
}

async function runWithBar(options: KillTestOptions, stream: NodeJS.WriteStream): Promise<KillTestResult> {
  const bar = progressBar({ text: 'delivered, {kills} kills', stream, lineMillis: 5_000 });
  bar.start(options.webhooks, 0, { kills: 0 });
  try {
    return await runKillTest({ ...options, onProgress: (delivered, kills) => bar.update(delivered, { kills }) });
  } finally {
    bar.stop();
  }
}

exitOnSignals();
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
