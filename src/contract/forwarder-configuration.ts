import type { DestinationsConfiguration } from './announcement';
import type { AwsTargetConfiguration } from './aws-targets';
import type { SecretReference, SignedSource } from './source';
import { secretsOfTarget, type TargetSecrets } from './target-secrets';

/** Environment variables of the forwarder. */
export const FORWARDER_ENVIRONMENT = {
  /** A {@link ForwarderConfiguration} as JSON, packed where it is long. */
  CONFIGURATION: 'WEBHOOK_BUFFER_CONFIGURATION',
  QUEUE_URL: 'WEBHOOK_BUFFER_QUEUE_URL',
  DEAD_LETTER_QUEUE_URL: 'WEBHOOK_BUFFER_DEAD_LETTER_QUEUE_URL',
  ATTEMPT_TABLE: 'WEBHOOK_BUFFER_ATTEMPT_TABLE',
  /** Set where a route has a source whose signatures are checked. */
  QUARANTINE_QUEUE_URL: 'WEBHOOK_BUFFER_QUARANTINE_QUEUE_URL',
  /** Set where some route parks. */
  PARKING_QUEUE_URL: 'WEBHOOK_BUFFER_PARKING_QUEUE_URL',
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
  /** Absent: nobody is told what became of a webhook. */
  readonly destinations?: DestinationsConfiguration;
  readonly retry: RetryConfiguration;
  /** Absent: dead-lettered. */
  readonly onExhausted?: ExhaustedActionName;
  readonly attemptLog: AttemptLogConfiguration;
  /** Absent: what the target did before holds up no webhook. */
  readonly circuitBreaker?: CircuitBreakerConfiguration;
  /** Keyed by the route's path. */
  readonly routes: { readonly [route: string]: RouteConfiguration };
}

export interface PaceConfiguration {
  /** Milliseconds between the starts of two requests of one invocation, and before its first. */
  readonly gapMillis: number;
}

/** Where webhooks are forwarded. One member a kind of target. */
export type TargetConfiguration = HttpTargetConfiguration | AwsTargetConfiguration;

/** HTTP statuses that are handled otherwise than by default. */
export interface StatusHandling {
  /** The webhook is tried again, with the waits of the retry policy. */
  readonly retryStatuses?: readonly number[];
  /** The webhook is given up at once. */
  readonly permanentStatuses?: readonly number[];
}

export interface HttpTargetConfiguration extends StatusHandling, TargetSecrets {
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
  /** Whether connections are made to public addresses only, whatever a name leads to. */
  readonly publicAddressesOnly?: boolean;
  /** Headers of each request, in place of those that a webhook has by these names. */
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
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

/** What becomes of a webhook that is given up: exhausted, or refused for good. */
export type ExhaustedActionName = 'park' | 'deadLetter' | 'block' | 'discard';

export interface AttemptLogConfiguration {
  readonly retentionSeconds: number;
}

/** When requests to a target in trouble stop, and for how long. */
export interface CircuitBreakerConfiguration {
  /** First attempts that fail in a row, with no success in between, before the circuit opens. */
  readonly failuresInARow: number;
  readonly firstOpenSeconds: number;
  /** Each failed probe doubles the time up to this one. */
  readonly longestOpenSeconds: number;
}

/** Settings of one route; what is absent is the buffer's. */
export interface RouteConfiguration {
  readonly retry?: RetryConfiguration;
  readonly onExhausted?: ExhaustedActionName;
  /** Present where signatures are checked: what the door has not checked, the forwarder does before the first attempt. */
  readonly source?: SignedSource;
  /** For how long a webhook with the same deduplication id is not delivered again. Absent: as long as SQS sees to it. */
  readonly idempotencyWindowSeconds?: number;
}

/** All secrets that the forwarder may read. */
export const secretReferences = ({ routes, target }: ForwarderConfiguration): readonly SecretReference[] =>
  [...Object.values(routes).flatMap(({ source }) => source?.secrets ?? []), ...target.kind === 'http' ? secretsOfTarget(target) : []];
