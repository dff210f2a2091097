import Table from 'cli-table3';
import { isAboveLimit, type Comparison, type Spread } from './comparison';

/** What a program reads. */
export function toJson(comparisons: readonly Comparison[]): string {
  return JSON.stringify(comparisons.map(({ name, subject, unit, floor, ratio, limit }) => ({
    name, value: rounded(subject.median), unit, floor: rounded(floor.median), ratio: rounded(ratio.median), limit: limit ?? null,
  })));
}

/** What a person reads. */
export function toTable(comparisons: readonly Comparison[], verbose: boolean): string {
  const head = ['', 'measured', 'floor', 'unit', 'ratio', 'limit', '', ...verbose ? ['measured, min … max', 'floor, min … max', 'ratio, min … max', 'pairs'] : []];
  const table = new Table({ head, colAligns: ['left', 'right', 'right', 'left', 'right', 'right', 'left', 'right', 'right', 'right', 'right'], style: { head: [], border: [] } });
  for (const comparison of comparisons) {
    const { name, subject, floor, unit, ratio, limit, pairs } = comparison;
    const verdict = limit === undefined ? '' : isAboveLimit(comparison) ? '✘' : '✔';
    const spreads = verbose ? [range(subject), range(floor), range(ratio), pairs] : [];
    table.push([name, figure(subject.median), figure(floor.median), unit, ratio.median.toFixed(2), limit ?? '', verdict, ...spreads]);
  }
  return table.toString();
}

function range({ min, max }: Spread): string {
  return `${figure(min)} … ${figure(max)}`;
}

function figure(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
