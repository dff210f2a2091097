import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** Starts an embedded DynamoDB, or uses the one at the endpoint. */
export async function startTableEngine(endpoint?: string): Promise<TableEngine> {
  if (endpoint !== undefined) return { endpoint, create: (table, region) => createTable(endpoint, table, region), stop: async () => {} };
  const server = dynalite({ createTableMs: 0 });
  refusePages(server);
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
    },
  };
}

/** Dynalite would answer any page of any site. */
function refusePages(server: Server): void {
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isFromLocalProgram(request)) serve(request, response);
    else response.writeHead(403).end();
  });
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
