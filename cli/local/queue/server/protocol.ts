import { IncomingHttpHeaders } from 'node:http';
import { Operation } from './operation';
import { WireError } from './wire-error';

export interface QueueRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface QueueResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One of the two ways in which clients talk to SQS. */
export interface Protocol {
  /** The name of the requested operation. */
  action(request: QueueRequest): string;
  input<Input>(request: QueueRequest, operation: Operation<Input, unknown>): Input;
  success(request: QueueRequest, operation: Operation<unknown, unknown>, output: unknown, requestId: string): QueueResponse;
  failure(request: QueueRequest, error: WireError, requestId: string): QueueResponse;
}
