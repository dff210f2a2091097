import { execFileSync } from 'node:child_process';
import type { Benchmark } from './benchmark';
import { compare, isAboveLimit, type Comparison } from './comparison';
import { HELP, readOptions } from './options';
import { toJson, toTable } from './report';
import { openWorkbench, type Workbench } from './workbench';
import { exitOnSignals } from '../tools/exit-on-signals';
import { progressBar } from '../tools/progress-bar';

// The SDK warns of its future plans on standard error.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<void> {
  const { benchmarks, node, verbose, json, help } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  process.stderr.write(`Measuring on Node.js ${version}\n`);
  const comparisons = await measureAll(benchmarks, await openWorkbench(node));
  process.stdout.write(`${json ? toJson(comparisons) : toTable(comparisons, verbose)}\n`);
  process.exitCode = comparisons.some(isAboveLimit) ? 1 : 0;
}

async function measureAll(benchmarks: readonly Benchmark[], workbench: Workbench): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const benchmark of benchmarks) comparisons.push(...await withBar(benchmark, onPair => compare(benchmark, workbench, onPair)));
  return comparisons;
}

/** On standard error, as the last line of standard output may be for a program. */
async function withBar<T>({ name, pairs }: Benchmark, work: (onPair: (left: number) => void) => Promise<T>): Promise<T> {
  const bar = progressBar({ text: name, lineMillis: 10_000 });
  bar.start(pairs, 0);
  let measured = 0;
  try {
    return await work(left => {
      measured += 1;
      bar.setTotal(measured + left);
      bar.update(measured);
    });
  } finally {
    bar.stop();
  }
}

exitOnSignals();
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
