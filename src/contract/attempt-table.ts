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
  | 'QUARANTINED'
  /** No attempt was made: another message with the same id was delivered before. */
  | 'DUPLICATE';

/** Where a troubled webhook stands; a webhook that neither failed nor was parked or quarantined has no head item. */
export type HeadState = 'FAILING' | 'DELIVERED' | 'DEAD_LETTERED' | 'PARKED' | 'DISCARDED' | 'QUARANTINED';

/** Sort key of a group's state. The group's webhooks flow where there is no such item, or one without a state. */
export const GROUP_STATE_SORT_KEY = 'S';
export const groupPartitionKey = (group: string): string => `G#${group}`;

/** Groups that are parked or being drained, in the index by status. */
export const groupStateIndexKey = (shard: number): string => `G#${shard}`;

export const messagePartitionKey = (messageId: string): string => `M#${messageId}`;

/** Of the item that says which message holds the id of a webhook. */
export const claimPartitionKey = (id: string): string => `I#${id}`;
export const CLAIM_SORT_KEY = 'C';

/** Attempts of a message sort by the time at which they started. */
export const ATTEMPT_SORT_KEY_PREFIX = 'A#';
export const attemptSortKey = (startedAt: string, requestId: string): string => `${ATTEMPT_SORT_KEY_PREFIX}${startedAt}#${requestId.slice(0, 8)}`;

export const groupIndexKey = (group: string): string => `G#${group}`;

/** @param startedAt ISO 8601, of which the hour counts */
export const attemptStatusIndexKey = (status: AttemptStatus, startedAt: string, shard: number): string => `S#${status}#${startedAt.slice(0, 13)}#${shard}`;

export const headStatusIndexKey = (state: HeadState, shard: number): string => `H#${state}#${shard}`;

export const indexSortKey = (startedAt: string, messageId: string): string => `${startedAt}#${messageId}`;

/** The same message, or group, always falls into the same shard. */
export const statusShard = (id: string): number => {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
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
  /** The target answered 401, and the request was made once more with newer credentials. */
  readonly credentialsRenewed?: boolean;
  /** Id of the message that was delivered in its place. */
  readonly duplicateOf?: string;
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
  /** How many of them it had when it was parked last: after its release, the retry policy counts from there. */
  readonly attemptsWhenParked?: number;
  /** Sort key of the attempt that was counted last; absent if there was none. */
  readonly countedAttempt?: string;
  /** Or, without a failure, when it was parked. */
  readonly firstFailedAt: string;
  readonly updatedAt: string;
  /** Milliseconds since 1970: no attempt is made before. */
  readonly notBefore?: number;
  readonly ttl: number;
}

/** Where a group stands whose webhooks do not just flow. */
export type GroupStateName =
  /** Its webhooks are put into the parking queue, in order. */
  | 'PARKED'
  /** It was released: the parking queue is being emptied of its webhooks, and newer ones still queue up behind them. */
  | 'DRAINING';

/** The attributes of a group's state beside its keys. */
export interface GroupStateItem {
  readonly group: string;
  readonly state: GroupStateName;
  readonly reason: string;
  /** ISO 8601: when it was parked, last. */
  readonly since: string;
  /** SQS's sequence number, on the main queue, of the newest webhook that is parked or about to be; 40 digits. */
  readonly lastParked: string;
  /** Milliseconds since 1970, as the others. */
  readonly lastParkedAt: number;
  readonly releasedAt?: number;
  /** The first webhook that is left waits for another attempt until then. */
  readonly heldUntil?: number;
  readonly ttl: number;
}

/** Key of the item that says whether the target's circuit is open. Without the item, or without an `openUntil` in it, the circuit is closed. */
export const CIRCUIT_KEY = { [ATTEMPT_TABLE.PARTITION_KEY]: 'C#target', [ATTEMPT_TABLE.SORT_KEY]: 'S' } as const;

/** The attributes of the circuit's item beside its keys. Times are milliseconds since 1970. */
export interface CircuitItem {
  /** From then on one webhook may probe the target; before, nothing is sent. Absent: closed. */
  readonly openUntil?: number;
  /** Since when there has been no success. */
  readonly openedAt?: number;
  /** Probes that failed since then. */
  readonly failedProbes?: number;
  /** Who probes the target, */
  readonly prober?: string;
  /** and until when no other may. */
  readonly probeUntil?: number;
  /** When it closed last. */
  readonly closedAt?: number;
}

/** Key of the item that says that the watchdog has disabled the event source mapping. Without it, whoever disabled it was a person. */
export const PAUSE_KEY = { ...CIRCUIT_KEY, [ATTEMPT_TABLE.SORT_KEY]: 'P' } as const;
