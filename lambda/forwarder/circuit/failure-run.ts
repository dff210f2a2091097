/** Fewer groups may fail for reasons of their own. */
const LEAST_GROUPS = 3;

/** A run that goes on after so long says nothing about now: the execution environment may have been frozen meanwhile. */
const LONGEST_PAUSE_MILLIS = 300_000;

/**
 * Failures in a row, as one execution environment sees them. Only first attempts count: that a webhook fails again tells about the webhook, not
 * about the target, and one that can never succeed must not hold up the others however often it is retried.
 */
export class FailureRun {
  private length = 0;
  private lastAt = -Infinity;
  private readonly groups = new Set<string>();

  public failed(group: string, now: number): void {
    if (now - this.lastAt > LONGEST_PAUSE_MILLIS) this.end();
    this.lastAt = now;
    this.length++;
    if (this.groups.size < LEAST_GROUPS) this.groups.add(group);
  }

  public end(): void {
    this.length = 0;
    this.groups.clear();
  }

  public hasReached(length: number): boolean {
    return this.length >= length && this.groups.size >= LEAST_GROUPS;
  }
}
