import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { CERTIFICATE, PRIVATE_KEY } from './certificate';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A real HTTP server on this machine, which keeps what it received. */
export class Backend {
  /** @param secure whether it speaks TLS, or how */
  public static async start(answer: Answer = response => { response.end('ok'); }, secure: boolean | ServerOptions = false): Promise<Backend> {
    const backend = new Backend(answer, secure);
    await listen(backend.server);
    return backend;
  }

  public readonly requests: ReceivedRequest[] = [];
  public connections = 0;
  public readonly server: Server;

  private constructor(public answer: Answer, private readonly secure: boolean | ServerOptions) {
    const listener: RequestListener = (request, response) => { void this.handle(request, response); };
    const identity = secure === true ? { cert: CERTIFICATE, key: PRIVATE_KEY } : secure;
    this.server = identity ? createSecureServer(identity, listener) : createServer(listener);
    this.server.on(secure ? 'secureConnection' : 'connection', () => { this.connections++; });
  }

  public get url(): string {
    return `${this.secure ? 'https' : 'http'}://127.0.0.1:${portOf(this.server)}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The client gave up.
    }
    const received = { method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders, headers: request.headers, body: Buffer.concat(chunks) };
    this.requests.push(received);
    this.answer(response, received);
  }
}

/** A server that speaks bytes, for what no HTTP server would say. */
export async function rawBackend(onConnection: (socket: Socket, serial: number) => void): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let serial = 0;
  const server = createTcpServer(socket => {
    sockets.add(socket);
    socket.on('error', () => { /* The client gave up. */ });
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket, ++serial);
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

/** A port at which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await listen(server);
  const port = portOf(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

function listen(server: TcpServer): Promise<void> {
  return new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
}

function portOf(server: TcpServer): number {
  return (server.address() as AddressInfo).port;
}
