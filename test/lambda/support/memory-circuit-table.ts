import type { CircuitTable } from '../../../lambda/forwarder/circuit/circuit-table';
import type { CircuitItem } from '../../../src/contract/attempt-table';

/** The meaning of the circuit's item, without a database. */
export class MemoryCircuitTable implements CircuitTable {
  public item: CircuitItem = {};

  public async read(): Promise<CircuitItem> {
    return this.item;
  }

  public async open(openUntil: number, now: number): Promise<boolean> {
    return this.change((this.item.openUntil ?? 0) < openUntil, { openedAt: now, ...this.item, openUntil });
  }

  public async claimProbe(prober: string, probeUntil: number, now: number): Promise<boolean> {
    const { openUntil = Infinity, probeUntil: claimedUntil = 0 } = this.item;
    return this.change(openUntil <= now && claimedUntil <= now, { ...this.item, prober, probeUntil });
  }

  public async probeFailed(prober: string, openUntil: number): Promise<boolean> {
    const { openedAt, openUntil: before = 0, failedProbes = 0 } = this.item;
    return this.change(this.item.prober === prober && before < openUntil, { openedAt, openUntil, failedProbes: failedProbes + 1 });
  }

  public async close(prober: string, now: number): Promise<boolean> {
    return this.change(this.item.prober === prober && (this.item.openUntil ?? Infinity) <= now, { closedAt: now });
  }

  private change(allowed: boolean, item: CircuitItem): boolean {
    if (allowed) this.item = item;
    return allowed;
  }
}
