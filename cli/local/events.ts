import { EventEmitter } from 'node:events';
import type { AttemptLogLine, QuarantineLogLine } from '../../src/contract/log-lines';

/** A webhook that the door put on the queue. */
export interface AcceptedEvent {
  readonly buffer: string;
  readonly messageId: string;
  readonly group: string;
  readonly sequenceNumber?: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}

/** A request that the door answered with an error. */
export interface RefusedEvent {
  readonly buffer: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly error: string;
}

/** One line that a forwarder printed. */
export interface LogEvent {
  readonly buffer: string;
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export interface AttemptEvent extends AttemptLogLine {
  readonly buffer: string;
}

/** A webhook whose signature is not that of its source. */
export interface QuarantinedEvent extends QuarantineLogLine {
  readonly buffer: string;
  readonly at: number;
}

export interface InvocationEvent {
  readonly buffer: string;
  readonly at: number;
  readonly requestId: string;
  readonly records: number;
  readonly durationMillis: number;
  readonly outcome: 'succeeded' | 'partly failed' | 'failed' | 'timed out' | 'crashed' | 'throttled';
  /** What Lambda would log for an invocation that failed. */
  readonly error?: string;
}

/** Something that the local stack itself could not do. */
export interface ProblemEvent {
  readonly buffer: string;
  readonly at: number;
  readonly message: string;
}

interface LocalEventMap {
  accepted: [AcceptedEvent];
  refused: [RefusedEvent];
  log: [LogEvent];
  attempt: [AttemptEvent];
  quarantined: [QuarantinedEvent];
  invocation: [InvocationEvent];
  problem: [ProblemEvent];
}

/** What happens in the local stack, for the console, the demo and tests to watch. */
export class LocalEvents extends EventEmitter<LocalEventMap> {}
