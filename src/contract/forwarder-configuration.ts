import type { SecretReference, SignedSource } from './source';

/** Environment variables of the forwarder. */
export const FORWARDER_ENVIRONMENT = {
  /** A {@link ForwarderConfiguration} as JSON. */
  CONFIGURATION: 'WEBHOOK_BUFFER_CONFIGURATION',
  QUEUE_URL: 'WEBHOOK_BUFFER_QUEUE_URL',
  DEAD_LETTER_QUEUE_URL: 'WEBHOOK_BUFFER_DEAD_LETTER_QUEUE_URL',
  ATTEMPT_TABLE: 'WEBHOOK_BUFFER_ATTEMPT_TABLE',
  /** Set where a route has a source whose signatures are checked. */
  QUARANTINE_QUEUE_URL: 'WEBHOOK_BUFFER_QUARANTINE_QUEUE_URL',
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
  readonly target: TargetConfiguration;
  readonly retry: RetryConfiguration;
  readonly attemptLog: AttemptLogConfiguration;
  /** Keyed by the route's path. */
  readonly routes: { readonly [route: string]: RouteConfiguration };
}

/** Where webhooks are forwarded. One member a kind of target. */
export type TargetConfiguration = HttpTargetConfiguration;

export interface HttpTargetConfiguration {
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
  /** Present where signatures are checked: what the door has not checked, the forwarder does before the first attempt. */
  readonly source?: SignedSource;
}

/** All secrets that the forwarder may read. */
export const secretReferences = ({ routes }: ForwarderConfiguration): readonly SecretReference[] =>
  Object.values(routes).flatMap(({ source }) => source?.secrets ?? []);
