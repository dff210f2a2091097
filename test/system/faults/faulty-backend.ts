import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { BackendFault } from './faults';
import type { RequestFate } from './plan';

/** What a campaign wants to know of the backend. */
export interface BackendObserver {
  /** A request begins; its body is still to come. */
  onRequest(incoming: IncomingMessage, concurrency: number): RequestFate;
  /** A request is there as a whole. */
  onBody(incoming: IncomingMessage, body: Buffer): void;
  /** A success is about to be sent. */
  onSuccess(incoming: IncomingMessage): void;
}

interface Serving {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly variant: number;
  readonly succeed: () => void;
  /** The client has all of its answer, although the server goes on. */
  readonly done: () => void;
}

const DRIP_MILLIS = 40;

/** Below what systems give to outgoing connections, one of which would else take the port while the backend refuses. */
const PORTS = { first: 20_000, count: 12_000 };

/** Answers hold what must not be logged. */
export interface Answer {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An HTTP server in the place of the user's own that misbehaves in each of the ways that a server can. */
export class FaultyBackend {
  static async start(observer: BackendObserver, answer: Answer): Promise<FaultyBackend> {
    const backend = new FaultyBackend(observer, answer);
    await backend.listen();
    return backend;
  }

  highestConcurrency = 0;
  private readonly server: Server;
  private port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  private concurrency = 0;

  private constructor(private readonly observer: BackendObserver, private readonly answer: Answer) {
    this.server = createServer((incoming, response) => {
      this.serve(incoming, response).catch(() => response.destroy()); // the client went away before it had sent all
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Refuses connections for so long. Requests that are under way go on. */
  async refuse(millis: number): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await wait(millis);
    this.server.closeAllConnections();
    await closed;
    await this.listen(this.port);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async listen(port?: number): Promise<void> {
    for (;;) {
      try {
        this.server.listen(this.port, '127.0.0.1');
        await once(this.server, 'listening');
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        if (port === undefined) this.port = PORTS.first + Math.floor(Math.random() * PORTS.count);
        else await wait(DRIP_MILLIS);
      }
    }
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const done = this.underWay();
    response.once('close', done);
    // That a connection was closed before this request came may be heard of after the request.
    await turn();
    await turn();
    this.highestConcurrency = Math.max(this.highestConcurrency, this.concurrency);
    const { fault, variant, latencyMillis } = this.observer.onRequest(incoming, this.concurrency);
    if (fault === 'backend.resetUnread') return void incoming.socket.resetAndDestroy();
    this.observer.onBody(incoming, Buffer.concat(await incoming.toArray()));
    await wait(latencyMillis);
    if (response.closed) return; // the client went away
    const serving: Serving = { incoming, response, variant, succeed: () => this.observer.onSuccess(incoming), done };
    if (fault === undefined) this.succeed(serving);
    else await MISBEHAVIOURS[fault](serving, this.answer);
  }

  /** Counts a request; call the result when it is over. */
  private underWay(): () => void {
    this.concurrency += 1;
    let over = false;
    return () => {
      if (!over) this.concurrency -= 1;
      over = true;
    };
  }

  private succeed({ response, succeed, variant }: Serving): void {
    succeed();
    response.writeHead(variant < 0.2 ? 204 : 200, this.answer.headers).end(variant < 0.2 ? undefined : this.answer.body);
  }
}

type Misbehave = (serving: Serving, answer: Answer) => void | Promise<void>;

function status(statuses: readonly number[], headers: (variant: number) => { readonly [name: string]: string } = () => ({})): Misbehave {
  return ({ response, variant }, answer) => {
    response.writeHead(statuses[Math.floor(variant * statuses.length)], { ...answer.headers, ...headers(variant) }).end(answer.body);
  };
}

const RETRY_AFTER = ['1', '2', '3', '1.5', '-1', 'soon', '0'];
const retryAfter = (variant: number) => ({ 'Retry-After': RETRY_AFTER[Math.floor(variant * 1000) % RETRY_AFTER.length] });

const raw = (response: ServerResponse, head: readonly string[], body = ''): boolean | undefined =>
  response.socket?.write(['HTTP/1.1 200 OK', ...head, '', body].join('\r\n'));

const MISBEHAVIOURS: { readonly [fault in BackendFault]: Misbehave } = {
  'backend.refused': () => {},
  'backend.resetUnread': () => {},
  'backend.resetUnanswered': ({ response }) => { response.socket?.resetAndDestroy(); },
  'backend.resetInBody': async ({ response, succeed }) => {
    succeed();
    raw(response, ['Content-Length: 1000'], 'a part of it');
    await wait(DRIP_MILLIS);
    response.socket?.resetAndDestroy();
  },
  'backend.closed': ({ response }) => { response.destroy(); },
  'backend.hang': () => {},
  'backend.dripHead': ({ response }) => drip(response, 'HTTP/1.1 200 OK\r\nX-Slow: '.padEnd(400, '.')),
  'backend.dripBody': ({ response, succeed }) => {
    succeed();
    raw(response, ['Content-Length: 400']);
    return drip(response, '.'.repeat(400));
  },
  'backend.redirect': status([301, 302, 303, 307, 308], () => ({ Location: 'http://127.0.0.1:9/elsewhere' })),
  'backend.refusal': status([400, 410, 422]),
  'backend.credentials': status([401, 403, 404]),
  'backend.conflict': status([408, 409, 425]),
  'backend.tooMany': status([429], retryAfter),
  'backend.error': status([500, 502, 504, 507]),
  'backend.unavailable': status([503], retryAfter),
  'backend.lengthTooLong': ({ response, succeed }) => {
    succeed();
    raw(response, ['Content-Length: 1000'], 'less than that');
    response.socket?.end();
  },
  'backend.lengthTooShort': ({ response, succeed, done }) => {
    succeed();
    done();
    raw(response, ['Content-Length: 4'], 'more than that');
  },
  'backend.statusLineOnly': ({ response }) => { response.socket?.end('HTTP/1.1 200 OK\r\n'); },
};

async function drip(response: ServerResponse, text: string): Promise<void> {
  for (const character of text) {
    if (response.socket?.destroyed ?? true) return;
    response.socket?.write(character);
    await wait(DRIP_MILLIS);
  }
}
