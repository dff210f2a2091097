import { request as requestHttp, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { lookupPublic, requirePublic } from './address-block';

export interface OutgoingRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** How much of the answer's body is wanted; 4 KiB unless it says so. */
  readonly bytesKept?: number;
}

/** Where requests go, whatever they hold. */
export interface Destination {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** No connection is made to an address that is not public. */
  readonly publicOnly?: boolean;
}

/** @param url of http: or https: */
export function destinationOf({ protocol, hostname, port }: URL, publicOnly?: boolean): Destination {
  const secure = protocol === 'https:';
  return { secure, hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), publicOnly };
}

export interface Deadlines {
  readonly connectTimeoutMillis: number;
  readonly firstByteTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
}

/** How one request ended. */
export type Exchange = Answer | Failure;

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The first bytes of the body. */
  readonly body: Buffer;
  readonly bodyIncomplete: boolean;
}

export interface Failure {
  readonly kind: 'failure';
  readonly code: string;
  readonly message: string;
  /** Whether a byte of the request may have reached the backend. */
  readonly maybeSent: boolean;
  /** Whether a connection kept from an earlier request turned out to be closed, before a byte of an answer came. */
  readonly staleConnection: boolean;
}

/** Of an answer, this much is read before the connection is given up, */
const MOST_BYTES_READ = 65_536;
/** and this much is usually kept. */
const BYTES_KEPT = 4_096;

class DeadlinePassed extends Error {
  constructor(public readonly code: string, millis: number) {
    super(`${code} after ${millis} ms`);
  }
}

/**
 * Sends one request and reads its answer. Never rejects.
 *
 * @param agent false for a connection of its own
 */
export async function exchange(destination: Destination, outgoing: OutgoingRequest, deadlines: Deadlines, agent: Agent | false): Promise<Exchange> {
  let request: ClientRequest;
  try {
    request = open(destination, outgoing, agent);
  } catch (error) {
    return failure(error as Error);
  }
  const connection = new Connection(request, destination.secure, deadlines);
  try {
    request.end(outgoing.body);
    return await answer(await connection.response, outgoing.bytesKept ?? BYTES_KEPT);
  } catch (error) {
    return failure(error as Error, connection);
  } finally {
    connection.stopTimers();
  }
}

/** @throws where Node refuses to send a header, or the address is blocked */
function open({ secure, hostname, port, publicOnly }: Destination, { method, path, headers }: OutgoingRequest, agent: Agent | false): ClientRequest {
  if (publicOnly) requirePublic(hostname);
  const lookup = publicOnly ? lookupPublic : undefined;
  return (secure ? requestHttps : requestHttp)({ hostname, port, method, path, headers, agent, lookup });
}

/** Follows a request until the head of its answer is there, and holds it to the deadlines. */
class Connection {
  public readonly response: Promise<IncomingMessage>;
  public established = false;
  private socket: Socket | undefined;
  private bytesReadBefore = 0;
  private readonly total: NodeJS.Timeout;
  private stage: NodeJS.Timeout;

  constructor(private readonly request: ClientRequest, secure: boolean, private readonly deadlines: Deadlines) {
    this.total = this.expire('TIMEOUT_TOTAL', deadlines.totalTimeoutMillis);
    this.stage = this.expire('TIMEOUT_CONNECT', deadlines.connectTimeoutMillis);
    request.once('socket', socket => {
      this.socket = socket;
      this.bytesReadBefore = socket.bytesRead;
      if (request.reusedSocket) this.onEstablished();
      else socket.once(secure ? 'secureConnect' : 'connect', () => this.onEstablished());
    });
    this.response = new Promise((resolve, reject) => {
      request.once('response', response => {
        clearTimeout(this.stage);
        resolve(response);
      });
      request.on('error', reject);
      request.once('close', () => reject(new Error('the connection closed without an answer')));
    });
  }

  /** Whether the connection was kept from an earlier request and has brought nothing since. */
  public get isSilentlyReused(): boolean {
    return this.request.reusedSocket && this.socket?.bytesRead === this.bytesReadBefore;
  }

  public stopTimers(): void {
    clearTimeout(this.total);
    clearTimeout(this.stage);
  }

  private onEstablished(): void {
    this.established = true;
    clearTimeout(this.stage);
    this.stage = this.expire('TIMEOUT_FIRST_BYTE', this.deadlines.firstByteTimeoutMillis);
  }

  private expire(code: string, millis: number): NodeJS.Timeout {
    return setTimeout(() => this.request.destroy(new DeadlinePassed(code, millis)), millis);
  }
}

/** The status counts from here on, however the body comes in. */
function answer(response: IncomingMessage, bytesKept: number): Promise<Answer> {
  return new Promise(resolve => {
    const kept: Buffer[] = [];
    let bytesRead = 0;
    const finish = (bodyIncomplete: boolean): void => resolve({
      kind: 'answer',
      status: Number(response.statusCode),
      headers: response.headers,
      body: Buffer.concat(kept),
      bodyIncomplete,
    });
    response.on('data', (chunk: Buffer) => {
      if (bytesRead < bytesKept) kept.push(chunk.subarray(0, bytesKept - bytesRead));
      bytesRead += chunk.length;
      if (bytesRead > MOST_BYTES_READ) response.destroy();
    });
    response.once('end', () => finish(false));
    response.on('error', () => finish(true));
    response.once('close', () => finish(true));
  });
}

function failure(error: NodeJS.ErrnoException, { established, isSilentlyReused }: Partial<Connection> = {}): Failure {
  const code = error.code ?? 'NO_ANSWER';
  const closed = code === 'ECONNRESET' || code === 'EPIPE';
  return { kind: 'failure', code, message: error.message, maybeSent: established === true, staleConnection: closed && isSilentlyReused === true };
}
