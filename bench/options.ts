import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark';
import { BENCHMARKS } from './benchmarks';

const NAMES = BENCHMARKS.map(({ name }) => name);

export const HELP = `Measures the forwarder and the local stack against floors: the least that anything could take that does the same.

Usage: npm run bench -- [options]

  --only <name>   run this benchmark only; can be repeated
                  (${NAMES.join(', ')})
  --node <path>   the Node.js that runs what is measured; by default the one that runs this
  --verbose       add the spread of what was measured to the table
  --json          print one JSON array as the last line, and no table
  --help

The exit code is 1 if a ratio is above its limit.

Examples:
  npm run bench
  npm run bench -- --only module-load --verbose
  npm run bench -- --json | tail -n 1 | jq '.[] | select(.ratio > .limit)'
`;

export interface Options {
  readonly benchmarks: readonly Benchmark[];
  readonly node: string;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws if an option is unknown or has a value that is not allowed */
export function readOptions(): Options {
  const { values: { only = NAMES, ...values } } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      node: { type: 'string', default: process.execPath },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = only.find(name => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`--only is ${unknown}: allowed are ${NAMES.join(', ')}`);
  if (!existsSync(values.node)) throw new Error(`--node is ${values.node}: there is no such file`);
  return { ...values, benchmarks: BENCHMARKS.filter(({ name }) => only.includes(name)) };
}
