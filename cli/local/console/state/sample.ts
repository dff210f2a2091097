/** What was measured of a buffer within a second. */
export interface Sample {
  readonly buffer: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Webhooks on the queue, those being delivered included. Absent where the queue did not tell. */
  readonly onQueue?: number;
  /** Those of them that failed at least once. */
  readonly retrying: number;
  /** The most requests that the backend served at the same time within the second. Absent where the backend is not part of the stack. */
  readonly concurrency?: number;
  /** The most that it ever served at the same time. */
  readonly highestConcurrency?: number;
}
