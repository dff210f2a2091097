import type { CircuitItem } from '../../../src/contract/attempt-table';

/** Where all execution environments find the state of the circuit. Each change resolves to whether it was made; others may have been faster. */
export interface CircuitTable {
  /** Read consistently. */
  read(): Promise<CircuitItem>;
  /** Opens it, or leaves it open for longer; never for less long. */
  open(openUntil: number, now: number): Promise<boolean>;
  /** Lets one prober through, once it was open for long enough and no other probes. */
  claimProbe(prober: string, probeUntil: number, now: number): Promise<boolean>;
  probeFailed(prober: string, openUntil: number): Promise<boolean>;
  /** Unless somebody was asked meanwhile to leave the target alone for longer. */
  close(prober: string, now: number): Promise<boolean>;
}
