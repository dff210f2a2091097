import type { CircuitItem } from '../../../src/contract/attempt-table';

/** For so long an execution environment goes by what it has read. */
const FRESH_MILLIS = 2_000;

/** A table that did not answer is left alone for so long, so that waiting for it does not become the rule. */
const UNANSWERED_MILLIS = 10_000;

/** For so long after the circuit closed the target counts as recovering. */
const RECOVERY_MILLIS = 60_000;

/** What an execution environment knows of the circuit. */
export class CircuitMemory {
  public item: CircuitItem = {};
  private freshUntil = -Infinity;
  private recoveryMetAt = -Infinity;
  private reading: Promise<void> | undefined;

  /** Brings what is known up to date where it is old. @param read resolves to undefined if it cannot be told */
  public async refresh(now: () => number, read: () => Promise<CircuitItem | undefined>): Promise<void> {
    if (now() < this.freshUntil) return;
    this.reading ??= this.replace(now, read).finally(() => { this.reading = undefined; });
    await this.reading;
  }

  /** What this environment has just found or brought about. */
  public know(item: CircuitItem, now: number): void {
    this.item = item;
    this.freshUntil = now + FRESH_MILLIS;
  }

  /** What has to do as long as nothing can be learned. */
  public suppose(item: CircuitItem, now: number): void {
    this.item = item;
    this.freshUntil = now + UNANSWERED_MILLIS;
  }

  /** Something else has changed it. */
  public doubt(): void {
    this.freshUntil = -Infinity;
  }

  /** Whether the target has just come back, and this is the first that the environment hears of it. */
  public meetsRecovery(now: number): boolean {
    const { closedAt = -Infinity } = this.item;
    if (closedAt <= this.recoveryMetAt) return false;
    this.recoveryMetAt = closedAt;
    return now - closedAt < RECOVERY_MILLIS;
  }

  private async replace(now: () => number, read: () => Promise<CircuitItem | undefined>): Promise<void> {
    const before = this.item;
    const item = await read();
    // What was brought about meanwhile is newer than what was read.
    if (this.item !== before) return;
    if (item === undefined) this.suppose(before, now());
    else this.know(item, now());
  }
}
