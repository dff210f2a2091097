import type { CircuitTable } from './circuit/circuit-table';
import type { TargetMemory } from './circuit/target-memory';
import type { Destinations } from './destinations/announcements';
import type { Webhook } from './envelope';
import type { Metrics } from './metrics';
import type { ATTEMPT_TABLE, AttemptItem, HeadItem, HeadState } from '../../src/contract/attempt-table';
import type { Log } from '../logging/log';
import type { ParkingPorts } from './parking/ports';
import type { SecretStore } from '../secrets/secret-store';
import type { Verifier } from '../signatures/verifier';

/** All that the forwarder reaches the world through; the rest of it is a function of a batch and these. */
export interface Ports {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly stopwatch: Stopwatch;
  readonly target: Target;
  readonly queue: Queue;
  readonly table: AttemptTable;
  readonly claims: Claims;
  readonly circuitTable: CircuitTable;
  readonly memory: TargetMemory;
  readonly bodyStore: BodyStore;
  /** Nothing of it is loaded before the first secret is asked for. */
  readonly secrets: SecretStore;
  readonly verifier: Pick<Verifier, 'verify'>;
  /** Absent where no route parks. */
  readonly parking?: ParkingPorts;
  /** Absent where nobody is to be told what becomes of webhooks. */
  readonly destinations?: Destinations;
  readonly log: Log;
  readonly publish: (metrics: Metrics) => void;
}

/** Measures time and waits, whatever becomes of the clock on the wall. */
export interface Stopwatch {
  /** Milliseconds since a time of its own. */
  elapsed(): number;
  wait(millis: number): Promise<unknown>;
}

/** Where webhooks are forwarded. */
export interface Target {
  /** No attempt takes longer. */
  readonly totalTimeoutMillis: number;
  /** Whether an attempt waits for its turn itself, since it has something to get ready before its request. */
  readonly waitsForTurn?: boolean;
  /**
   * Makes one attempt. Never rejects: what goes wrong is part of the result.
   *
   * @param turn resolves when the next request may start
   */
  attempt(webhook: Webhook, identity: AttemptIdentity, turn: () => Promise<void>): Promise<TargetResult>;
}

/** What the target is told about an attempt beside the webhook itself. */
export interface AttemptIdentity {
  readonly messageId: string;
  readonly group: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

export interface TargetResult {
  readonly outcome: Outcome;
  readonly report: TargetReport;
}

export type Outcome =
  | { readonly kind: 'delivered' }
  | {
    readonly kind: 'retry';
    /** Whether a person has to mend something first, so that a quick retry is in vain. */
    readonly slow: boolean;
    /** The wait that the target asked for. */
    readonly retryAfterMillis?: number;
  }
  | {
    readonly kind: 'permanent';
    /** Whether there is no such target any more, for this webhook or any other. */
    readonly gone?: boolean;
  };

type AnswerField = 'httpStatus' | 'responseHeaders' | 'responseBody' | 'bodyIncomplete';
type FailureField = 'errorCode' | 'errorMessage' | 'outcomeUnknown' | 'reconnects' | 'credentialsRenewed';

/** What the attempt log is to say about an answer, or that there was none; secrets not yet removed. */
export type TargetReport = Pick<AttemptItem, AnswerField | FailureField>;

export interface Queue {
  /** Hides messages; resolves to SQS's error code for each that could not be hidden. */
  hide(messages: readonly HiddenMessage[]): Promise<readonly string[]>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  quarantine(message: DeadLetterMessage): Promise<void>;
}

export interface HiddenMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly seconds: number;
}

export interface DeadLetterMessage {
  readonly body: string;
  readonly attributes: { readonly [name: string]: string };
  /** FIFO only. */
  readonly group?: string;
  readonly deduplicationId?: string;
}

type Keys = typeof ATTEMPT_TABLE;
type IndexKey = Keys['GROUP_INDEX' | 'STATUS_INDEX']['PARTITION_KEY' | 'SORT_KEY'];

/** An item of the attempt table with its keys. */
export type StoredAttempt = AttemptItem & Readonly<Record<Keys['PARTITION_KEY' | 'SORT_KEY'], string>> & Readonly<Partial<Record<IndexKey, string>>>;

/** The head item of a webhook that was never attempted, with its keys. */
export type StoredHead = Omit<HeadItem, 'countedAttempt' | 'firstFailedAt'> & Readonly<Record<Keys['PARTITION_KEY' | 'SORT_KEY'] | Keys['STATUS_INDEX']['PARTITION_KEY' | 'SORT_KEY'], string>>;

export interface History {
  readonly head?: HeadItem;
  readonly latest?: StoredAttempt;
}

export type HeadStamp = Pick<HeadItem, 'messageId' | 'updatedAt' | 'ttl'>;
export type ParkedHead = HeadStamp & Pick<HeadItem, 'group' | 'route'>;
export type HeadFacts = ParkedHead & Required<Pick<HeadItem, 'countedAttempt'>>;

/** Where a webhook ended. */
export type FinalState = Exclude<HeadState, 'FAILING' | 'PARKED'>;

export interface AttemptTable {
  /** Resolves to what the table did not take. */
  write(items: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]>;
  /** What is known about a message, read consistently. */
  history(messageId: string): Promise<History>;
  /** Adds one to the failed attempts of a webhook and resolves to their new number. */
  countFailure(head: HeadFacts): Promise<number>;
  /** Records that no attempt is to be made before `notBefore`. */
  holdBack(messageId: string, notBefore: number): Promise<void>;
  /** Records that a webhook is in the quarantine. */
  quarantine(head: StoredHead): Promise<void>;
  /** Records where a webhook ended, if it ever failed or was parked. */
  conclude(head: HeadStamp, state: FinalState): Promise<void>;
  /** Records that a webhook is parked, whether or not it ever failed, and how many attempts it has had. */
  park(head: ParkedHead): Promise<void>;
}

/** Which message holds the id of a webhook. */
export interface Claims {
  /** Resolves to the message that holds the id: this one, unless another holds it until later than now. */
  claim(claim: Claim): Promise<string>;
}

export interface Claim {
  readonly id: string;
  readonly messageId: string;
  /** Milliseconds since 1970, as is `until`. */
  readonly now: number;
  readonly until: number;
  /** A message from which the id may be taken. */
  readonly insteadOf?: string;
}

/** Where the door stores bodies that do not fit into a message. */
export interface BodyStore {
  /** Resolves to no more than a chunk beyond `mostBytes`, and to undefined if there is no such body; rejects if that cannot be told. */
  read(key: string, mostBytes: number, signal: AbortSignal): Promise<Buffer | undefined>;
  remove(key: string): Promise<void>;
}
