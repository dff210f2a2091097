import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the backend got it. */
export interface BackendRequest {
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** As they came: names with their case, duplicates kept. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

/** What the backend does with a request once `delayMillis` have passed. */
export interface BackendBehaviour {
  readonly delayMillis?: number;
  readonly action?: 'answer' | 'hang' | 'reset';
  /** Of an answer; 200 by default. */
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

export interface BackendOptions {
  /** A free port by default. */
  readonly port?: number;
  readonly behaviour?: Behave;
  /** Called with each request before it is answered. */
  readonly onRequest?: (request: BackendRequest) => void;
  /** How many requests are remembered. */
  readonly memory?: number;
}

type Behave = (request: BackendRequest) => BackendBehaviour;

const DEFAULT_MEMORY = 10_000;

/** An HTTP server in the place of the user's own, which takes whatever it gets, and misbehaves when told to. */
export class Backend {
  static async start(options: BackendOptions = {}): Promise<Backend> {
    const backend = new Backend(options);
    await backend.listen(options.port ?? 0);
    return backend;
  }

  private readonly server: Server;
  private readonly remembered: BackendRequest[] = [];
  private behave: Behave;
  private port = 0;
  private current = 0;
  private highest = 0;

  private constructor(private readonly options: BackendOptions) {
    this.behave = options.behaviour ?? (() => ({}));
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy()); // the client went away
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The latest requests, oldest first. */
  get requests(): readonly BackendRequest[] {
    return this.remembered;
  }

  /** Requests that are being served. */
  get concurrency(): number {
    return this.current;
  }

  /** The most requests that were ever served at the same time. */
  get highestConcurrency(): number {
    return this.highest;
  }

  /** Changes how requests are served from now on. */
  setBehaviour(behaviour: Behave): void {
    this.behave = behaviour;
  }

  /** Refuses connections, and breaks off those that exist, until {@link accept}. */
  async refuse(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async accept(): Promise<void> {
    await this.listen(this.port);
  }

  async stop(): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  private async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.current += 1;
    this.highest = Math.max(this.highest, this.current);
    response.once('close', () => {
      this.current -= 1;
    });
    const request = await readRequest(incoming);
    this.remember(request);
    this.options.onRequest?.(request);
    const behaviour = this.behave(request);
    setTimeout(() => perform(behaviour, response), behaviour.delayMillis ?? 0);
  }

  private remember(request: BackendRequest): void {
    this.remembered.push(request);
    if (this.remembered.length > (this.options.memory ?? DEFAULT_MEMORY)) this.remembered.shift();
  }
}

async function readRequest(incoming: IncomingMessage): Promise<BackendRequest> {
  const at = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { at, method: incoming.method ?? '', url: incoming.url ?? '', headers: pairs(incoming.rawHeaders), body: Buffer.concat(chunks) };
}

function pairs(rawHeaders: readonly string[]): Array<[string, string]> {
  return rawHeaders.flatMap((name, index) => index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : []);
}

function perform({ action = 'answer', status = 200, headers = {}, body = '' }: BackendBehaviour, response: ServerResponse): void {
  if (action === 'hang') return;
  if (action === 'reset') response.socket?.resetAndDestroy();
  else response.writeHead(status, headers).end(body);
}
