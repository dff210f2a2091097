import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { createDispatcher, Dispatch } from './dispatcher';
import { QueueResponse } from './protocol';
import { MAX_REQUEST_BYTES, readBody } from './request-body';
import { QueueEngine } from '../engine/engine';

const HOST = '127.0.0.1';
/** Longer than SDKs keep an idle connection, so that none of them sends a request into one that is being closed. */
const KEEP_ALIVE_MILLIS = 120_000;

export interface QueueServerOptions {
  readonly engine: QueueEngine;
  /** 0, the default, takes a free one. */
  readonly port?: number;
}

export interface QueueServer {
  /** Such as `http://127.0.0.1:9324`; the queues' URLs begin with it. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves the engine's queues over the two protocols of SQS, to this machine only. */
export const startQueueServer = async ({ engine, port = 0 }: QueueServerOptions): Promise<QueueServer> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLIS });
  const ownPort = await listen(server, port);
  const endpoint = `http://${HOST}:${ownPort}`;
  const dispatch = createDispatcher(engine, endpoint);
  const hosts = [`${HOST}:${ownPort}`, `localhost:${ownPort}`];
  server.on('request', (request, response) => {
    respond(request, response, dispatch, hosts).catch(() => response.destroy());
  });
  return {
    endpoint,
    async close() {
      engine.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const listen = async (server: Server, port: number): Promise<number> => {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`The queue server cannot use port ${port} of ${HOST}: another program listens on it. Give it another port, or 0 for any free one.`);
  }
  return (server.address() as AddressInfo).port;
};

const respond = async (request: IncomingMessage, response: ServerResponse, dispatch: Dispatch, hosts: readonly string[]): Promise<void> => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { status, headers, body } = await answer(request, dispatch, hosts, gone.signal);
  response.writeHead(status, headers).end(body);
};

const answer = async (request: IncomingMessage, dispatch: Dispatch, hosts: readonly string[], signal: AbortSignal): Promise<QueueResponse> => {
  const { headers, method } = request;
  // A page in a browser could otherwise reach the queues, by a form or under a host name that it makes point here.
  if (!hosts.includes(String(headers.host)) || headers.origin !== undefined) {
    return plainText(403, `Only programs on this machine may call this server, as ${hosts.join(' or ')}.`);
  }
  if (method !== 'POST') return plainText(405, `The method must be POST, but is ${method}.`);
  const body = await readBody(request);
  if (!body) return plainText(413, `HTTP content length exceeded ${MAX_REQUEST_BYTES} bytes.`);
  return dispatch({ url: new URL(String(request.url), `http://${HOST}`), headers, body }, signal);
};

const plainText = (status: number, body: string): QueueResponse => ({ status, headers: { 'content-type': 'text/plain' }, body });
