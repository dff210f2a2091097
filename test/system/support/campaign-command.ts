import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../../../tools/exit-on-signals';
import { progressBar } from '../../../tools/progress-bar';

export interface CampaignOptions {
  readonly webhooks: number;
  readonly groups: number;
  readonly seed: number;
  /** Told now and then how many webhooks were delivered, and how much was done to that. */
  readonly onProgress?: (delivered: number, done: number) => void;
}

/** A campaign as a person starts it. */
export interface CampaignCommand<Result> {
  readonly help: string;
  readonly webhooks: number;
  readonly groups: number;
  /** What is done to the deliveries, such as `kills`. */
  readonly done: string;
  readonly run: (options: CampaignOptions) => Promise<Result>;
  readonly format: (result: Result) => string;
  readonly isKept: (result: Result) => boolean;
}

const GREATEST_SEED = 2 ** 31 - 1;

/** Runs a campaign with the options that this program was given, and sets its exit code. */
export function runCommand<Result>(command: CampaignCommand<Result>, args: readonly string[] = process.argv.slice(2)): void {
  exitOnSignals();
  execute(command, args).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function execute<Result>(command: CampaignCommand<Result>, args: readonly string[]): Promise<void> {
  const { json, help, ...options } = readOptions(command, args);
  if (help) {
    process.stdout.write(command.help);
    return;
  }
  // Where the last line of standard output is for a program, everything for a person goes to standard error.
  const output = json ? process.stderr : process.stdout;
  output.write(`${options.webhooks} webhooks in ${options.groups} groups, seed ${options.seed}\n`);
  const result = await runWithBar(command, options, output);
  output.write(`${command.format(result)}\n`);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = command.isKept(result) ? 0 : 1;
}

function readOptions({ webhooks, groups }: Pick<CampaignOptions, 'webhooks' | 'groups'>, args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      webhooks: { type: 'string', default: String(webhooks) },
      groups: { type: 'string', default: String(groups) },
      seed: { type: 'string', default: String(randomInt(GREATEST_SEED)) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    webhooks: wholeNumber('--webhooks', values.webhooks, 1, 2_000_000),
    groups: wholeNumber('--groups', values.groups, 1, 10_000),
    seed: wholeNumber('--seed', values.seed, 0, GREATEST_SEED),
    json: values.json,
    help: values.help,
  };
}

function wholeNumber(option: string, given: string, least: number, most: number): number {
  const number = Number(given);
  const isAllowed = Number.isInteger(number) && number >= least && number <= most;
  if (!isAllowed) throw new Error(`${option} is ${given}: a whole number from ${least} to ${most} is allowed`);
  return number;
}

type Runnable<Result> = Pick<CampaignCommand<Result>, 'run' | 'done'>;

async function runWithBar<Result>({ run, done: what }: Runnable<Result>, options: CampaignOptions, stream: NodeJS.WriteStream): Promise<Result> {
  const bar = progressBar({ text: `delivered, {done} ${what}`, stream, lineMillis: 5_000 });
  bar.start(options.webhooks, 0, { done: 0 });
  try {
    return await run({ ...options, onProgress: (delivered, done) => bar.update(delivered, { done }) });
  } finally {
    bar.stop();
  }
}
