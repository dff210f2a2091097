import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, ScanCommand, waitUntilTableExists, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { ATTEMPT_TABLE, INDEX_PROJECTION } from '../../../src/contract/attempt-table';

const { PARTITION_KEY, SORT_KEY, GROUP_INDEX, STATUS_INDEX } = ATTEMPT_TABLE;
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];

/** An attempt table in a real DynamoDB engine on this machine. */
export class DynaliteTable {
  public static async start(): Promise<DynaliteTable> {
    const server = dynalite({ createTableMs: 0 });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
    const table = new DynaliteTable(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await table.create();
    return table;
  }

  public readonly name = 'attempts';
  public readonly client: DynamoDBClient;
  public readonly documents: DynamoDBDocumentClient;

  private constructor(private readonly server: ReturnType<typeof dynalite>, public readonly endpoint: string) {
    this.client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: CREDENTIALS });
    this.documents = DynamoDBDocumentClient.from(this.client, { marshallOptions: { removeUndefinedValues: true } });
  }

  /** All items, as DynamoDB's own JSON. */
  public async items(): Promise<ReadonlyArray<Readonly<Record<string, object>>>> {
    return (await this.client.send(new ScanCommand({ TableName: this.name, ConsistentRead: true }))).Items ?? [];
  }

  public async clear(): Promise<void> {
    for (const { pk, sk } of await this.items()) {
      await this.client.send(new DeleteItemCommand({ TableName: this.name, Key: { pk, sk } as Record<string, AttributeValue> }));
    }
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async create(): Promise<void> {
    const index = (given: typeof GROUP_INDEX | typeof STATUS_INDEX) => ({
      IndexName: given.NAME,
      KeySchema: keySchema(given.PARTITION_KEY, given.SORT_KEY),
      Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...INDEX_PROJECTION] },
    });
    const keys = [PARTITION_KEY, SORT_KEY, GROUP_INDEX.PARTITION_KEY, GROUP_INDEX.SORT_KEY, STATUS_INDEX.PARTITION_KEY, STATUS_INDEX.SORT_KEY];
    await this.client.send(new CreateTableCommand({
      TableName: this.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
      GlobalSecondaryIndexes: [index(GROUP_INDEX), index(STATUS_INDEX)],
    }));
    await waitUntilTableExists({ client: this.client, minDelay: 1, maxWaitTime: 20 }, { TableName: this.name });
  }
}
