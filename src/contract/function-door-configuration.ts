import type { IdSource, MissingGroupId } from './id-source';
import type { SourceConfiguration } from './source';

/** Environment variables of the function door. */
export const FUNCTION_DOOR_ENVIRONMENT = {
  /** A {@link FunctionDoorConfiguration} as JSON, packed where it is long. */
  CONFIGURATION: 'WEBHOOK_BUFFER_DOOR_CONFIGURATION',
  QUEUE_URL: 'WEBHOOK_BUFFER_QUEUE_URL',
  /** Bucket for bodies that do not fit into a message. */
  BODY_BUCKET: 'WEBHOOK_BUFFER_BODY_BUCKET',
} as const;

/** How the function door was set up at synth. */
export interface FunctionDoorConfiguration {
  /** Name of the buffer: a field of its log lines. */
  readonly buffer: string;
  readonly fifo: boolean;
  /** Keyed by the route's path. */
  readonly routes: { readonly [route: string]: FunctionDoorRoute };
}

export interface FunctionDoorRoute {
  readonly source: SourceConfiguration;
  readonly methods: readonly string[];
  readonly group: IdSource;
  readonly missingGroupId: MissingGroupId;
  readonly deduplication: IdSource;
  readonly acknowledgementStatus: number;
  readonly acknowledgementBody: boolean;
}
