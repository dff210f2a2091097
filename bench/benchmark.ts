import type { Workbench } from './workbench';

/** One line of the result. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** The greatest ratio to the floor that is accepted; absent where none is promised. */
  readonly limit?: number;
}

/** The subject and its floor, measured right after each other. */
export interface Pair {
  readonly subject: number;
  readonly floor: number;
}

export interface Benchmark {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** How many pairs a verdict is made of. */
  readonly pairs: number;
  /** Measures for as long as it is asked to; yields a pair for each figure, in their order. */
  measure(workbench: Workbench): AsyncGenerator<readonly Pair[]>;
}
