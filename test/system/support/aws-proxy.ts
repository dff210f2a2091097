import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A call in one of AWS's JSON protocols. */
export interface AwsCall {
  /** Such as `BatchWriteItem`. */
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  readonly input: object;
}

/** What becomes of a call. Without any of these the engine takes it and its answer comes back. */
export interface CallFate {
  /** The engine never hears of it, and the caller gets this answer, an error of this type, none at all, or a connection that breaks off. */
  readonly instead?: { readonly status: number; readonly output: object } | { readonly status: number; readonly type: string } | 'hang' | 'reset';
  /** What the engine gets in place of the input. */
  readonly input?: object;
  /** What the caller gets in place of the answer; where the connection breaks off, the engine has done its work all the same. */
  readonly answer?: ((answer: object) => object) | 'reset';
  /** How long the answer is kept back. */
  readonly delayMillis?: number;
}

export interface CallObserver {
  /** Decides what becomes of a call. */
  onCall(call: AwsCall): CallFate;
  /** The engine has done its work; the caller is told next, if it is told. */
  onDone?(call: AwsCall, fate: CallFate, answer: EngineAnswer): void;
  /** The caller has been told. */
  onTold?(call: AwsCall): void;
}

export interface EngineAnswer {
  readonly status: number;
  readonly output: object;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const JSON_BODY = { 'content-type': 'application/x-amz-json-1.0' };

/** Stands before an engine that speaks for AWS, shows each call to an observer and lets happen to it what that decides. */
export class AwsProxy {
  static async start(engine: string, observer: CallObserver): Promise<AwsProxy> {
    const proxy = new AwsProxy(engine, observer);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;

  private constructor(private readonly engine: string, private readonly observer: CallObserver) {
    this.server = createServer({ keepAliveTimeout: 120_000 }, (incoming, response) => {
      void this.serve(incoming, response);
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    if (body === undefined) return;
    const { headers } = incoming;
    const call: AwsCall = { action: headers['x-amz-target']?.toString().split('.').at(-1) ?? '', headers, input: parsed(body) };
    const fate = this.observer.onCall(call);
    if (fate.instead !== undefined) return refuse(fate.instead, response);
    const answer = await this.forward(incoming, fate.input === undefined ? body : Buffer.from(JSON.stringify(fate.input)), goneWith(response));
    if (answer === undefined) return void response.destroy();
    this.observer.onDone?.(call, fate, { status: answer.status, output: parsed(answer.body) });
    if (fate.delayMillis !== undefined) await wait(fate.delayMillis);
    if (fate.answer === 'reset') return void response.destroy();
    this.pass(answer, fate.answer, response);
    this.observer.onTold?.(call);
  }

  private pass({ status, headers, body }: RawAnswer, amend: ((answer: object) => object) | undefined, response: ServerResponse): void {
    const amended = amend === undefined || status !== 200 ? this.inOwnName(body) : JSON.stringify(amend(parsed(body)));
    const kept = Object.entries(headers).filter(([name]) => name !== 'content-length' && name !== 'x-amz-crc32');
    response.writeHead(status, Object.fromEntries(kept)).end(amended);
  }

  /** Resolves to undefined where there is no answer. */
  private async forward({ method, url, headers }: IncomingMessage, body: Buffer, gone: AbortSignal): Promise<RawAnswer | undefined> {
    const answer = await new Promise<IncomingMessage | undefined>(resolve => {
      const own = { ...headers, 'host': new URL(this.engine).host, 'content-length': String(body.length) };
      const outgoing = httpRequest(new URL(url ?? '/', this.engine), { method, headers: own, agent: this.agent, signal: gone }, resolve);
      outgoing.once('error', () => resolve(undefined)).end(body);
    });
    const bytes = answer && await bytesOf(answer);
    return answer && bytes && { status: answer.statusCode ?? 500, headers: answer.headers, body: bytes };
  }

  /** SDKs call a queue at its own URL, whatever endpoint they were given. */
  private inOwnName(output: Buffer): Buffer | string {
    return output.includes('"QueueUrl"') ? output.toString().replaceAll(this.engine, this.endpoint) : output;
  }
}

function refuse(instead: NonNullable<CallFate['instead']>, response: ServerResponse): void {
  if (instead === 'hang') return;
  if (instead === 'reset') response.destroy();
  else response.writeHead(instead.status, JSON_BODY).end(JSON.stringify('type' in instead ? { __type: instead.type, message: 'injected' } : instead.output));
}

/** A consumer that goes away while it waits must go away at the engine too, which else would hand messages to nobody. */
function goneWith(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** Undefined where the sender went away. */
function bytesOf(message: IncomingMessage): Promise<Buffer | undefined> {
  return message.toArray().then(chunks => Buffer.concat(chunks as Buffer[]), () => undefined);
}

function parsed(body: Buffer): object {
  try {
    return JSON.parse(body.toString()) as object;
  } catch {
    return {};
  }
}
