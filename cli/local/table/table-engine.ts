import { once } from 'node:events';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LOCAL_CREDENTIALS } from '../credentials';
import { isFromLocalProgram } from '../loopback';
import type { TableDefinition } from './table-definition';

export interface TableEngine {
  readonly endpoint: string;
  /** Creates a table and waits until it can be used; one that the engine still holds from before is used again. */
  create(table: TableDefinition, region: string): Promise<void>;
  stop(): Promise<void>;
}

const MAX_WAIT_SECONDS = 30;
const LONGEST_REQUEST_MILLIS = 2_000;

/** Starts an embedded DynamoDB, or uses the one at the endpoint. */
export async function startTableEngine(endpoint?: string): Promise<TableEngine> {
  if (endpoint !== undefined) return { endpoint, create: (table, region) => createTable(endpoint, table, region), stop: async () => {} };
  const server = dynalite({ createTableMs: 0 });
  const requests = new RequestsUnderWay();
  refusePages(server, requests);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const embedded = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: embedded,
    create: (table, region) => createTable(embedded, table, region),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await requests.answered();
    },
  };
}

/** Dynalite would answer any page of any site. */
function refusePages(server: Server, requests: RequestsUnderWay): void {
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isFromLocalProgram(request)) {
      response.writeHead(403).end();
      return;
    }
    requests.follow(response);
    serve(request, response);
  });
}

/** Dynalite goes on with a request whose sender is gone; what it works with must not be gone before it ends. */
class RequestsUnderWay {
  private readonly requests = new Set<Promise<unknown>>();

  follow(response: ServerResponse): void {
    const answered = new Promise<void>(resolve => {
      const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
      response.end = (...given: unknown[]) => {
        resolve();
        return end(...given);
      };
    });
    this.requests.add(answered);
    void answered.then(() => this.requests.delete(answered));
  }

  async answered(): Promise<void> {
    await Promise.race([Promise.all(this.requests), wait(LONGEST_REQUEST_MILLIS, undefined, { ref: false })]);
  }
}

async function createTable(endpoint: string, { create }: TableDefinition, region: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
  try {
    await client.send(new CreateTableCommand(create)).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: MAX_WAIT_SECONDS }, { TableName: create.TableName });
  } catch (error) {
    throw new Error(`Cannot create table ${create.TableName} at ${endpoint}: ${(error as Error).message}`, { cause: error });
  } finally {
    client.destroy();
  }
}
