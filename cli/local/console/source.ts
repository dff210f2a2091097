import type { ReleaseAnswer, ReleaseRequest } from '../../../src/contract/parking';

/** What the console has to know of a buffer beside its events. */
export interface ConsoleSource {
  /** Name of the buffer. */
  readonly buffer: string;
  /** Where its door takes webhooks, one address a route. */
  readonly urls: readonly string[];
  /** The most requests at the same time that the throttle allows. */
  readonly concurrencyLimit: number;
  readonly attemptTable: AttemptTableAddress;
  /** Absent where webhooks go to a program that is not part of the stack. */
  readonly backend?: BackendGauge;
  /** Webhooks on the queue, those being delivered included. */
  pending(): Promise<number>;
  /** Has parked webhooks delivered. */
  release(request: ReleaseRequest): Promise<ReleaseAnswer>;
}

export interface AttemptTableAddress {
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
}

export interface BackendGauge {
  /** Requests that are being served. */
  readonly concurrency: number;
  /** The most requests that were ever served at the same time. */
  readonly highestConcurrency: number;
}
