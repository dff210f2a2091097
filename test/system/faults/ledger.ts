import type { Fault } from './faults';
import { traceRoot } from '../../../cli/local/runtime/runtime-api';
import type { AwsCall } from '../support/aws-proxy';
import type { StoredAttempt } from '../support/observe';

/** A webhook that SQS holds, whether or not its sender was told. */
export interface Queued {
  readonly messageId: string;
  readonly number: number;
  readonly group: string;
  readonly sequenceNumber: string;
}

/** An invocation of the forwarder. */
export interface Invocation {
  readonly requestId: string;
  readonly startedAt: number;
  /** What it was handed, and what it took from the parking queue. */
  readonly messageIds: string[];
  endedAt?: number;
  outcome?: string;
  /** Since when it is dead. */
  killed?: number;
  /** Since when its messages may be in other hands too. */
  overrun?: number;
}

/** A request that the backend got. */
export interface BackendRequest {
  readonly at: number;
  readonly messageId: string;
  readonly group: string;
  /** The invocation that sent it; where a message is in several hands, one of these. */
  readonly invocations: readonly string[];
  readonly fault?: Fault;
  /** Requests under way, this one included. */
  readonly concurrency: number;
  /** When the backend sent a success. */
  succeededAt?: number;
}

/** An attempt as the table was told of it. */
export interface LoggedAttempt {
  readonly messageId: string;
  readonly requestId: string;
  readonly sortKey: string;
  startStored?: number;
  /** The forwarder was told that its start is stored. */
  startConfirmed?: number;
  endStored?: number;
  endConfirmed?: number;
  /** How it ended, whether or not the table took it. */
  status?: string;
  /** Its writes were made to fail. */
  readonly faults: Fault[];
}

/** The forwarder asks what is known of a webhook. */
export interface HistoryRead {
  readonly at: number;
  readonly messageId: string;
  readonly requestId?: string;
  readonly fault?: Fault;
}

/** Where a webhook can be put that is not delivered. */
export type Place = 'deadLetter' | 'quarantine' | 'parking';

/** A queue has taken a webhook. */
export interface Move {
  readonly at: number;
  readonly messageId: string;
  readonly place: Place;
}

/** A fault, and all that it concerned. */
export interface Injected {
  readonly fault: Fault;
  readonly messageIds: readonly string[];
  /** The invocation whose call it was. */
  readonly requestId?: string;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/**
 * What was seen of the forwarder from outside. `at` is the number of a thing in the order in which all things happened.
 */
export class Ledger {
  readonly queued = new Map<string, Queued>();
  /** Numbers of webhooks that are not signed as their source signs. */
  readonly forged = new Set<number>();
  /** Message ids that the door answered 2xx with. */
  readonly acknowledged: string[] = [];
  readonly invocations = new Map<string, Invocation>();
  readonly requests: BackendRequest[] = [];
  readonly attempts = new Map<string, LoggedAttempt>();
  readonly reads: HistoryRead[] = [];
  readonly moves: Move[] = [];
  readonly injected: Injected[] = [];
  /** Attempts that the forwarder printed, as the table did not take them. */
  readonly printed: StoredAttempt[] = [];
  /** Webhooks that the forwarder said it dropped. */
  readonly discarded = new Set<string>();
  /** Requests that are not what was sent. */
  readonly unfaithful: Array<{ readonly messageId: string; readonly text: string }> = [];
  readonly delivered = new Set<string>();
  /** Groups that were released, each time that they were. */
  releases = 0;
  rotations = 0;
  private readonly lines = new Map<string, Line[]>();
  private readonly holders = new Map<string, Set<string>>();
  private readonly lastHolders = new Map<string, string>();
  private readonly traces = new Map<string, string>();
  private time = 0;

  /** Writes a line into the stories of messages; its place in the order of all things. */
  note(messageIds: readonly string[], text: string): number {
    const line = { at: this.time += 1, text };
    for (const messageId of messageIds) {
      const lines = this.lines.get(messageId);
      if (lines === undefined) this.lines.set(messageId, [line]);
      else lines.push(line);
    }
    return line.at;
  }

  inject(fault: Fault, messageIds: readonly string[], { requestId, detail = '' }: { readonly requestId?: string; readonly detail?: string } = {}): void {
    this.injected.push({ fault, messageIds, requestId });
    this.note(messageIds, `! ${[fault, detail, requestId && short(requestId)].filter(Boolean).join(' ')}`);
  }

  /** The event source mapping hands a batch to the forwarder. */
  invoked(requestId: string, messageIds: readonly string[]): void {
    const startedAt = this.note(messageIds, `handed to ${short(requestId)}`);
    this.invocations.set(requestId, { requestId, messageIds: [...messageIds], startedAt });
    this.traces.set(traceRoot(requestId), requestId);
    this.hold(requestId, messageIds);
  }

  /** An invocation has taken messages off the parking queue. */
  took(requestId: string, messageIds: readonly string[]): void {
    this.note(messageIds, `taken from the parking queue by ${short(requestId)}`);
    this.invocations.get(requestId)?.messageIds.push(...messageIds);
    this.hold(requestId, messageIds);
  }

  ended(requestId: string, outcome: string): void {
    const invocation = this.invocations.get(requestId);
    if (invocation === undefined) return;
    invocation.outcome = outcome;
    invocation.endedAt = this.note(invocation.messageIds, `${short(requestId)} ${outcome}`);
    for (const messageId of invocation.messageIds) this.letGo(requestId, messageId);
  }

  /** An invocation has nothing to do with a message any more. */
  letGo(requestId: string, messageId: string): void {
    this.holders.get(messageId)?.delete(requestId);
  }

  /** Invocations that run and have the message; or the one that was killed, as what it sent last may still be under way. */
  holdersOf(messageId: string): string[] {
    const running = [...this.holders.get(messageId) ?? []];
    const last = this.lastHolders.get(messageId) ?? '';
    return running.length === 0 && this.invocations.get(last)?.killed !== undefined ? [last] : running;
  }

  /** The invocation that makes a call; undefined for calls of others. */
  callerOf({ headers }: AwsCall): string | undefined {
    return this.traces.get(String(headers['x-amzn-trace-id']).split(';')[0]);
  }

  attempt(messageId: string, requestId: string, sortKey: string): LoggedAttempt {
    const key = attemptKey(messageId, requestId);
    const known = this.attempts.get(key);
    if (known !== undefined) return known;
    const attempt: LoggedAttempt = { messageId, requestId, sortKey, faults: [] };
    this.attempts.set(key, attempt);
    return attempt;
  }

  /** All that was seen of a message, in order. */
  story(messageId: string): readonly Line[] {
    return this.lines.get(messageId) ?? [];
  }

  private hold(requestId: string, messageIds: readonly string[]): void {
    for (const messageId of messageIds) {
      this.holders.set(messageId, (this.holders.get(messageId) ?? new Set()).add(requestId));
      this.lastHolders.set(messageId, requestId);
    }
  }
}

/** An invocation makes one attempt at a webhook at most. */
export function attemptKey(messageId: string, requestId: string): string {
  return `${messageId} ${requestId}`;
}

export function short(requestId: string): string {
  return requestId.slice(0, 8);
}
