import { Shape } from './shapes';
import { QueueEngine } from '../engine/engine';
import { Queue } from '../engine/queue';

/** What an operation works with, besides its input. */
export interface Call {
  readonly engine: QueueEngine;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** The queue that a queue URL, or a plain name, stands for. */
  queue(queueUrl: string): Queue;
  queueUrl(queue: Queue): string;
}

export interface Operation<Input, Output> {
  readonly input: Shape<Input>;
  readonly output?: Shape<Output>;
  run(input: Input, call: Call): Output | Promise<Output>;
}

export interface Operations {
  readonly [action: string]: Operation<unknown, unknown>;
}

/** Ties the type of what an operation takes and returns to its shapes. */
export const operation = <Input, Output>(definition: Operation<Input, Output>): Operation<unknown, unknown> => definition;
