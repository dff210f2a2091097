import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The attributes of an attempt item that tell what is written. */
export interface WrittenAttempt {
  readonly messageId: string;
  readonly sortKey: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly requestId: string;
  readonly status: string;
  readonly path: string;
}

/** What becomes of a write: it is stored and answered, stored without an answer, or lost. */
export type WriteFate = 'answered' | 'unanswered' | 'lost';

export interface TableObserver {
  /** Decides what becomes of a write. */
  onWrite(attempts: readonly WrittenAttempt[]): WriteFate;
  /** Called when the write is confirmed. */
  onWritten(attempts: readonly WrittenAttempt[]): void;
}

interface BatchWrite {
  readonly RequestItems: { readonly [table: string]: ReadonlyArray<{ readonly PutRequest: { readonly Item: Item } }> };
}
type Item = { readonly [name: string]: { readonly S?: string } };

/** Stands before the DynamoDB engine and shows each write of attempts to an observer, who decides what becomes of it. */
export class TableProxy {
  static async start(engine: string, observer: TableObserver): Promise<TableProxy> {
    const proxy = new TableProxy(engine, observer);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;

  private constructor(private readonly engine: string, private readonly observer: TableObserver) {
    this.server = createServer((incoming, response) => {
      this.serve(incoming, response).catch(() => response.destroy()); // the client was killed
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
    const body = Buffer.concat(await incoming.toArray());
    const attempts = incoming.headers['x-amz-target']?.toString().endsWith('.BatchWriteItem') ? attemptsIn(body) : [];
    const fate = this.observer.onWrite(attempts);
    const answer = fate === 'lost' ? undefined : await this.forward(incoming, body);
    if (answer === undefined || fate === 'unanswered') {
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(await answer.toArray()));
    this.observer.onWritten(attempts);
  }

  private forward({ method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      httpRequest(this.engine, { method, headers, agent: this.agent }, resolve).once('error', reject).end(body);
    });
  }
}

function attemptsIn(body: Buffer): WrittenAttempt[] {
  const { RequestItems } = JSON.parse(body.toString()) as BatchWrite;
  return Object.values(RequestItems).flat().map(({ PutRequest: { Item } }) => {
    const text = (name: string): string => Item[name]?.S ?? '';
    return {
      messageId: text('messageId'),
      sortKey: text('sk'),
      startedAt: text('startedAt'),
      requestId: text('lambdaRequestId'),
      status: text('status'),
      path: text('path'),
    };
  });
}
