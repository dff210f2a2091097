import type { Benchmark, Figure, Pair } from './benchmark';
import type { Workbench } from './workbench';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** A figure as it was measured. */
export interface Comparison extends Figure {
  readonly subject: Spread;
  readonly floor: Spread;
  /** Of the pairs: what else the machine does hits both sides of one. */
  readonly ratio: Spread;
  readonly pairs: number;
}

/** A figure above its limit is measured once more, with so many times the pairs, before it counts. */
const REPETITION = 2;

/** @param onPair called after each pair, with the number of those that are still to come */
export async function compare(benchmark: Benchmark, workbench: Workbench, onPair: (left: number) => void): Promise<Comparison[]> {
  const measurements = benchmark.measure(workbench);
  try {
    const first = comparisons(benchmark, await take(benchmark.pairs, measurements, onPair));
    if (!first.some(isAboveLimit)) return first;
    return comparisons(benchmark, await take(benchmark.pairs * REPETITION, measurements, onPair));
  } finally {
    await measurements.return(undefined);
  }
}

export function isAboveLimit({ ratio, limit = Infinity }: Comparison): boolean {
  return ratio.median > limit;
}

async function take(count: number, measurements: AsyncGenerator<readonly Pair[]>, onPair: (left: number) => void): Promise<Array<readonly Pair[]>> {
  const taken: Array<readonly Pair[]> = [];
  while (taken.length < count) {
    taken.push((await measurements.next()).value);
    onPair(count - taken.length);
  }
  return taken;
}

function comparisons({ figures }: Benchmark, measured: ReadonlyArray<readonly Pair[]>): Comparison[] {
  return figures.map((figure, index) => {
    const pairs = measured.map(pairsOfFigures => pairsOfFigures[index]);
    return {
      ...figure,
      subject: spread(pairs.map(({ subject }) => subject)),
      floor: spread(pairs.map(({ floor }) => floor)),
      ratio: spread(pairs.map(({ subject, floor }) => subject / floor)),
      pairs: pairs.length,
    };
  });
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return { min: sorted[0], median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, max: sorted[sorted.length - 1] };
}
