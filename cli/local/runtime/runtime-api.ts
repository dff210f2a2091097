import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFromLocalProgram } from '../loopback';

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

export type RuntimeAnswer =
  | { readonly kind: 'response'; readonly payload: string }
  | { readonly kind: 'error'; readonly message: string };

const ROOT = '/2018-06-01/runtime/';

/** Lambda's limit for what a function may answer, in bytes. */
const MAX_RESPONSE_BYTES = 6 * 1_048_576;

/** The Lambda Runtime API for one execution environment, which handles one invocation at a time. */
export class RuntimeApi {
  static async listen(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.server.listen(0, '127.0.0.1');
    await once(api.server, 'listening');
    return api;
  }

  /** Settles once the function asks for its first invocation; with a message where its code could not be loaded. */
  readonly initialized: Promise<string | undefined>;

  private readonly server: Server;
  private invocation?: Invocation;
  private answer?: (answer: RuntimeAnswer) => void;
  private poll?: ServerResponse;
  private initialize?: (error?: string) => void;

  private constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy()); // the child died while it sent its answer
    });
    this.initialized = new Promise(resolve => {
      this.initialize = resolve;
    });
  }

  /** What AWS_LAMBDA_RUNTIME_API is set to. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  invoke(invocation: Invocation): Promise<RuntimeAnswer> {
    return new Promise(resolve => {
      this.invocation = invocation;
      this.answer = resolve;
      this.deliver();
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(ROOT) ? request.url.slice(ROOT.length) : '';
    if (!isFromLocalProgram(request)) {
      reply(response, 403, 'AccessDenied');
    } else if (request.method === 'GET' && path === 'invocation/next') {
      this.poll = response;
      this.initialize?.();
      this.deliver();
    } else if (request.method === 'POST') {
      reply(response, ...this.post(path, await readBody(request)));
    } else {
      reply(response, 404, 'NotFound');
    }
  }

  private deliver(): void {
    if (!this.poll || !this.invocation || !this.answer) return;
    const { requestId, payload, functionArn, deadline } = this.invocation;
    this.poll.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      'Lambda-Runtime-Trace-Id': `${traceRoot(requestId)};Parent=0000000000000000;Sampled=0`,
    });
    this.poll.end(payload);
    this.poll = undefined;
  }

  private post(path: string, body: Buffer): [status: number, errorType?: string] {
    if (path === 'init/error') {
      this.initialize?.(errorMessage(body));
      return [202];
    }
    const [, requestId, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (kind === undefined) return [404, 'NotFound'];
    if (!this.answer || requestId !== this.invocation?.requestId) return [400, 'InvalidRequestID'];
    const tooLarge = kind === 'response' && body.length > MAX_RESPONSE_BYTES;
    this.answer(tooLarge ? { kind: 'error', message: `the response is larger than ${MAX_RESPONSE_BYTES} bytes` } : answerOf(kind, body));
    this.answer = undefined;
    return tooLarge ? [413, 'RequestEntityTooLarge'] : [202];
  }
}

/** What the calls of an invocation carry in `X-Amzn-Trace-Id`, as its SDK clients put it there. */
export function traceRoot(requestId: string): string {
  const digest = createHash('sha256').update(requestId).digest('hex');
  return `Root=1-${digest.slice(0, 8)}-${digest.slice(8, 32)}`;
}

function answerOf(kind: string, body: Buffer): RuntimeAnswer {
  return kind === 'response' ? { kind, payload: body.toString() } : { kind: 'error', message: errorMessage(body) };
}

function errorMessage(body: Buffer): string {
  try {
    const { errorType, errorMessage: message } = JSON.parse(body.toString()) as { readonly errorType?: unknown; readonly errorMessage?: unknown };
    return `${String(errorType)}: ${String(message)}`;
  } catch {
    return 'the function reported an error that is not valid JSON';
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, errorType?: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(errorType === undefined ? { status: 'OK' } : { errorType, errorMessage: errorType }));
}
