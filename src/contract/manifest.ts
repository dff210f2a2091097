/**
 * Key in a stack template's Metadata under which each buffer of the stack states what it is made of, so that a program finds the
 * parts of a buffer in a synthesized template without guessing.
 */
export const MANIFEST_KEY = 'cdk-webhook-buffer';

export const MANIFEST_VERSION = 1;

export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  /** Keyed by the buffer's path below the stack, such as `Orders` or `Shop/Orders`. */
  readonly buffers: { readonly [path: string]: BufferManifest };
}

/** All values but the routes are logical ids of resources in the same template; optional parts exist where they are needed. */
export interface BufferManifest {
  /** Absent, as is the stage, where it is not made by the same stack. */
  readonly api?: string;
  readonly stage?: string;
  /** The resource whose path part stands where routes have `{pathToken}`. */
  readonly pathToken?: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** Absent where no route parks. */
  readonly parkingQueue?: string;
  readonly forwarder: string;
  readonly eventSourceMapping: string;
  readonly attemptTable: string;
  readonly functionDoor?: string;
  readonly bodyBucket?: string;
  readonly quarantineQueue?: string;
  /** Present where long outages pause the event source mapping. */
  readonly watchdog?: string;
  readonly watchdogSchedule?: string;
  /** The door's routes, the first one being that of the buffer's `url`. */
  readonly routes: readonly string[];
}

/** Ends of the names of a buffer's stack outputs; they start with the buffer's path, its slashes removed. */
export const OUTPUT = {
  URL: 'Url',
  QUEUE_URL: 'QueueUrl',
  DEAD_LETTER_QUEUE_URL: 'DeadLetterQueueUrl',
  QUARANTINE_QUEUE_URL: 'QuarantineQueueUrl',
  PARKING_QUEUE_URL: 'ParkingQueueUrl',
  ATTEMPT_TABLE_NAME: 'AttemptTableName',
} as const;
