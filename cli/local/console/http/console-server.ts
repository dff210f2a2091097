import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, sendAnswer, text, type Answer } from './answer';
import type { PageFiles } from './page-files';
import type { ReleaseAnswer, ReleaseRequest } from '../../../../src/contract/parking';
import { isObject } from '../../assembly/template';

export interface ConsoleServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly page: PageFiles;
  /** Answers by a stream of events. */
  readonly openStream: (response: ServerResponse) => void;
  /** Resolves to undefined where there is no such webhook. */
  readonly findWebhook: (messageId: string) => Promise<object | undefined>;
  /** Resolves to undefined where there is no such buffer. */
  readonly release: (buffer: string, request: ReleaseRequest) => Promise<ReleaseAnswer | undefined>;
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const STREAM_PATH = '/api/events';
const RELEASE_PATH = '/api/release';
const MOST_BODY_BYTES = 10_000;
const WEBHOOK_PATH = /^\/api\/webhooks\/([\w-]{1,100})$/;

/** Serves the console to this machine only. */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const server = createServer((request, response) => {
    respond(request, response, options).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else sendAnswer(response, json(500, { message: error.message }));
    });
  });
  const port = await listen(server, options.port);
  return {
    url: `http://${HOST}:${port}/`,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`The console cannot use port ${port} of ${HOST}: another program listens on it. Give it another port, or 0 for any free one.`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}

async function respond(request: IncomingMessage, response: ServerResponse, options: ConsoleServerOptions): Promise<void> {
  const refusal = refuse(request);
  if (refusal) return sendAnswer(response, refusal);
  const [path] = (request.url ?? '/').split('?', 1);
  if (path === STREAM_PATH) return options.openStream(response);
  if (path === RELEASE_PATH) return sendAnswer(response, await releaseAnswer(request, options));
  sendAnswer(response, options.page.get(path) ?? await webhookAnswer(path, options));
}

function refuse({ headers, method, socket, url }: IncomingMessage): Answer | undefined {
  // A page in a browser could otherwise read everything under a host name that it makes point here.
  const hosts = [HOST, 'localhost', '[::1]'].map(name => `${name}:${socket.localPort}`);
  if (!hosts.includes(headers.host ?? '')) return text(403, `The console answers to ${hosts.join(', ')} only.`);
  if (url === RELEASE_PATH) return refuseRelease(headers, method);
  return method === 'GET' ? undefined : text(405, `This only shows: the method must be GET, but is ${method}.`, { allow: 'GET' });
}

/** A page from elsewhere may have a browser post a form here, but nothing of this type. */
function refuseRelease(headers: IncomingMessage['headers'], method = ''): Answer | undefined {
  if (method !== 'POST') return text(405, `The method must be POST, but is ${method}.`, { allow: 'POST' });
  return headers['content-type'] === 'application/json' ? undefined : text(415, 'The Content-Type must be application/json.');
}

async function releaseAnswer(request: IncomingMessage, { release }: ConsoleServerOptions): Promise<Answer> {
  const { buffer, group } = await readRelease(request);
  if (typeof buffer !== 'string' || !['string', 'undefined'].includes(typeof group)) {
    return json(400, { message: 'The body must be JSON with the name of the buffer, as in {"buffer": "Shop/Orders", "group": "42"}; without a group, all are released.' });
  }
  const answer = await release(buffer, { release: typeof group === 'string' ? { group } : { all: true } });
  return answer ? json(200, answer) : json(404, { message: `There is no buffer ${buffer}.` });
}

async function readRelease(request: IncomingMessage): Promise<{ readonly buffer?: unknown; readonly group?: unknown }> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += chunk;
    if (body.length > MOST_BODY_BYTES) return {};
  }
  try {
    const read: unknown = JSON.parse(body);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

async function webhookAnswer(path: string, { findWebhook }: ConsoleServerOptions): Promise<Answer> {
  const [, messageId] = WEBHOOK_PATH.exec(path) ?? [];
  if (messageId === undefined) return json(404, { message: 'There is nothing at this path.' });
  const webhook = await findWebhook(messageId);
  return webhook ? json(200, webhook) : json(404, { message: `The console does not know webhook ${messageId}, or knows it no more.` });
}
