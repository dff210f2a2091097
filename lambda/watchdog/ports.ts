import type { CircuitState, MappingState } from './decide';
import type { Log } from '../logging/log';

/** All that the watchdog reaches the world through. */
export interface Ports {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly mapping: Mapping;
  readonly table: StateTable;
  readonly log: Log;
  readonly publish: (paused: boolean) => void;
}

export interface Mapping {
  state(): Promise<MappingState>;
  enable(enabled: boolean): Promise<void>;
}

export interface StateTable {
  /** Read consistently. */
  read(): Promise<CircuitState>;
  markPaused(now: number): Promise<void>;
  forgetPause(): Promise<void>;
}
