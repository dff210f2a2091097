import { METRIC } from '../../src/contract/metrics';

export type CountName = Exclude<keyof typeof METRIC, DurationName>;
export type DurationName = 'TARGET_LATENCY' | 'DELIVERY_AGE';

/** What one invocation has to report; kept apart from Powertools, whose store is shared by invocations that run at the same time. */
export class Metrics {
  public readonly counts = new Map<CountName, number>();
  public readonly durations: Array<readonly [DurationName, number]> = [];

  public count(name: CountName, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  public duration(name: DurationName, millis: number): void {
    this.durations.push([name, millis]);
  }
}
