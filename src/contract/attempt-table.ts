/** Attributes and indexes of the attempt table. */
export const ATTEMPT_TABLE = {
  PARTITION_KEY: 'pk',
  SORT_KEY: 'sk',
  TIME_TO_LIVE: 'ttl',
  /** Attempts of a group, newest last. */
  GROUP_INDEX: { NAME: 'byGroup', PARTITION_KEY: 'gpk', SORT_KEY: 'gsk' },
  /** What is not delivered: attempts by status and hour, webhooks by their state. */
  STATUS_INDEX: { NAME: 'byStatus', PARTITION_KEY: 'spk', SORT_KEY: 'ssk' },
} as const;

/** Attributes, beside the keys, that both indexes carry. */
export const INDEX_PROJECTION = ['messageId', 'group', 'route', 'status', 'startedAt', 'httpStatus', 'errorCode', 'durationMillis', 'attempts', 'ttl'] as const;

/** How many partitions the attempts of one status and hour are spread over. */
export const STATUS_SHARDS = 4;

/** Sort key of a webhook's head item; it sorts after all of its attempts. */
export const HEAD_SORT_KEY = 'H';

/** How an attempt ended. */
export type AttemptStatus =
  /** Written before the request is sent, and replaced when the attempt ends. */
  | 'STARTED'
  | 'DELIVERED'
  /** Failed; another attempt follows. */
  | 'RETRY'
  /** Failed, and retrying the same bytes would fail again. */
  | 'PERMANENT'
  /** Failed, and it was the last attempt that the retry policy allows. */
  | 'EXHAUSTED'
  /** The forwarder ended between sending the request and recording the answer. */
  | 'UNKNOWN'
  /** No attempt was made: the signature is not that of the source. */
  | 'QUARANTINED';

/** Where a troubled webhook stands; a webhook that never failed has no head item. */
export type HeadState = 'FAILING' | 'DELIVERED' | 'DEAD_LETTERED' | 'QUARANTINED';

export const messagePartitionKey = (messageId: string): string => `M#${messageId}`;

/** Attempts of a message sort by the time at which they started. */
export const ATTEMPT_SORT_KEY_PREFIX = 'A#';
export const attemptSortKey = (startedAt: string, requestId: string): string => `${ATTEMPT_SORT_KEY_PREFIX}${startedAt}#${requestId.slice(0, 8)}`;

export const groupIndexKey = (group: string): string => `G#${group}`;

/** @param startedAt ISO 8601, of which the hour counts */
export const attemptStatusIndexKey = (status: AttemptStatus, startedAt: string, shard: number): string => `S#${status}#${startedAt.slice(0, 13)}#${shard}`;

export const headStatusIndexKey = (state: HeadState, shard: number): string => `H#${state}#${shard}`;

export const indexSortKey = (startedAt: string, messageId: string): string => `${startedAt}#${messageId}`;

/** The same message always falls into the same shard. */
export const statusShard = (messageId: string): number => {
  let sum = 0;
  for (const character of messageId) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum % STATUS_SHARDS;
};

/** The attributes of an attempt item beside its keys. */
export interface AttemptItem {
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  readonly status: AttemptStatus;
  /** ISO 8601 with milliseconds. */
  readonly startedAt: string;
  /** How often SQS had handed the message over; it exceeds the attempts where a webhook waited behind a failing one. */
  readonly receiveCount: number;
  readonly lambdaRequestId: string;
  readonly method: string;
  /** The path below the door's stage, secrets removed. */
  readonly path: string;
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** ISO 8601: when the door received the webhook. */
  readonly receivedAt: string;
  readonly flags?: readonly string[];
  readonly durationMillis?: number;
  readonly httpStatus?: number;
  readonly responseHeaders?: { readonly [name: string]: string };
  /** The response's first bytes as text, secrets removed. */
  readonly responseBody?: string;
  /** The answer was longer than what was read, or broke off. */
  readonly bodyIncomplete?: boolean;
  /** Such as `ECONNREFUSED` or `TIMEOUT_FIRST_BYTE`. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Whether the backend may have processed the webhook although no success was seen. */
  readonly outcomeUnknown?: boolean;
  readonly retryAt?: string;
  readonly reconnects?: number;
  /** Seconds since 1970. */
  readonly ttl: number;
}

/** The attributes of a head item beside its keys. */
export interface HeadItem {
  readonly messageId: string;
  readonly group: string;
  readonly route: string;
  readonly state: HeadState;
  /** Attempts that failed so far, or whose outcome is unknown. */
  readonly attempts: number;
  /** Sort key of the attempt that was counted last. */
  readonly countedAttempt: string;
  readonly firstFailedAt: string;
  readonly updatedAt: string;
  /** Milliseconds since 1970: no attempt is made before. */
  readonly notBefore?: number;
  readonly ttl: number;
}
