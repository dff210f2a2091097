import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFromLocalProgram } from './loopback';

export interface LoopbackRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
}

export interface LoopbackServer {
  /** Such as `http://127.0.0.1:9324`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

type AnswerRequest = (request: LoopbackRequest) => LoopbackAnswer | Promise<LoopbackAnswer>;

/** Longer than SDKs keep an idle connection, so that none of them sends a request into one that is being closed. */
const KEEP_ALIVE_MILLIS = 120_000;

/** Serves programs on this machine. What is larger than given is answered 413. */
export async function startLoopbackServer(maxBytes: number, answer: AnswerRequest): Promise<LoopbackServer> {
  const respond = async (request: IncomingMessage): Promise<LoopbackAnswer> => {
    if (!isFromLocalProgram(request)) return { status: 403 };
    const body = await readUpTo(maxBytes, request);
    return body ? answer({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }) : { status: 413 };
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLIS }, (request, response) => {
    respond(request)
      .then(({ status, headers, body }) => response.writeHead(status, { ...headers }).end(body))
      .catch(() => response.destroy()); // the caller went away
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readUpTo(maxBytes: number, request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}
