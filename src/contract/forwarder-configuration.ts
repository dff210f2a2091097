/** Environment variables of the forwarder. */
export const FORWARDER_ENVIRONMENT = {
  /** A {@link ForwarderConfiguration} as JSON. */
  CONFIGURATION: 'WEBHOOK_BUFFER_CONFIGURATION',
  QUEUE_URL: 'WEBHOOK_BUFFER_QUEUE_URL',
  DEAD_LETTER_QUEUE_URL: 'WEBHOOK_BUFFER_DEAD_LETTER_QUEUE_URL',
  ATTEMPT_TABLE: 'WEBHOOK_BUFFER_ATTEMPT_TABLE',
  /** Bucket for bodies that do not fit into a message; set where a function door may store them. */
  BODY_BUCKET: 'WEBHOOK_BUFFER_BODY_BUCKET',
} as const;

/** How the forwarder was set up at synth. */
export interface ForwarderConfiguration {
  /** Name of the buffer: a dimension of its metrics, a field of its log lines. */
  readonly buffer: string;
  /** Whether the queue is FIFO: groups are then delivered in order. */
  readonly fifo: boolean;
  /** How many groups of one invocation are delivered at the same time. */
  readonly groupsInParallel: number;
  /** Absent: requests follow each other as fast as they can. */
  readonly pace?: PaceConfiguration;
  readonly target: TargetConfiguration;
  readonly retry: RetryConfiguration;
  readonly attemptLog: AttemptLogConfiguration;
  /** Keyed by the route's path. */
  readonly routes: { readonly [route: string]: RouteConfiguration };
}

export interface PaceConfiguration {
  /** Milliseconds between the starts of two requests of one invocation, and before its first. */
  readonly gapMillis: number;
}

/** Where webhooks are forwarded. One member a kind of target. */
export type TargetConfiguration = HttpTargetConfiguration;

/** HTTP statuses that are handled otherwise than by default. */
export interface StatusHandling {
  /** The webhook is tried again, with the waits of the retry policy. */
  readonly retryStatuses?: readonly number[];
  /** The webhook is given up at once. */
  readonly permanentStatuses?: readonly number[];
}

export interface HttpTargetConfiguration extends StatusHandling {
  readonly kind: 'http';
  /** Origin and base path; no webhook is sent outside of them. */
  readonly url: string;
  /** Whether the URL may be `http:`. */
  readonly allowHttp: boolean;
  readonly connectTimeoutMillis: number;
  readonly firstByteTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
  /** Lower-case names of request headers that are forwarded although they are withheld by default. */
  readonly forwardHeaders: readonly string[];
}

export interface RetryConfiguration {
  readonly initialDelaySeconds: number;
  readonly maxDelaySeconds: number;
  /** Waits after the first failed attempt, the second and so on, the last of which repeats. Absent: waits that double. */
  readonly delaysSeconds?: readonly number[];
  /** Absent: no limit but the age. */
  readonly maxAttempts?: number;
  /** Counted from the time at which the door received the webhook. */
  readonly maxAgeSeconds: number;
}

export interface AttemptLogConfiguration {
  readonly retentionSeconds: number;
}

/** Settings of one route; what is absent is the buffer's. */
export interface RouteConfiguration {
  readonly retry?: RetryConfiguration;
}
