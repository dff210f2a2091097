import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AttemptTableAddress } from '../../../../cli/local/console/source';
import { LOCAL_CREDENTIALS } from '../../../../cli/local/credentials';
import type { TableDefinition } from '../../../../cli/local/table/table-definition';
import { startTableEngine, type TableEngine } from '../../../../cli/local/table/table-engine';
import { ATTEMPT_TABLE, attemptSortKey, HEAD_SORT_KEY, messagePartitionKey, type AttemptItem } from '../../../../src/contract/attempt-table';

const REGION = 'eu-central-1';
const { PARTITION_KEY, SORT_KEY } = ATTEMPT_TABLE;

/** An attempt table in a real engine, to be written to as the forwarder does. */
export class WrittenTable {
  static async start(tableName = 'attempts'): Promise<WrittenTable> {
    const engine = await startTableEngine();
    const create: TableDefinition['create'] = {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [PARTITION_KEY, SORT_KEY].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: PARTITION_KEY, KeyType: 'HASH' }, { AttributeName: SORT_KEY, KeyType: 'RANGE' }],
    };
    await engine.create({ create, notEmulated: [] }, REGION);
    return new WrittenTable(engine, { endpoint: engine.endpoint, region: REGION, tableName });
  }

  private readonly client: DynamoDBDocumentClient;

  private constructor(private readonly engine: TableEngine, readonly address: AttemptTableAddress) {
    const { endpoint, region } = address;
    this.client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials: LOCAL_CREDENTIALS }));
  }

  async putAttempt(change: Partial<AttemptItem> & Pick<AttemptItem, 'messageId' | 'startedAt'>): Promise<void> {
    const item: AttemptItem = {
      group: 'order-1',
      route: '/orders',
      status: 'DELIVERED',
      receiveCount: 1,
      lambdaRequestId: '7b0f',
      method: 'POST',
      path: '/orders',
      bodyBytes: 2,
      bodySha256: '44136fa3',
      receivedAt: change.startedAt,
      ttl: 2_000_000_000,
      ...change,
    };
    await this.put(item.messageId, attemptSortKey(item.startedAt, item.lambdaRequestId), item);
  }

  async putHead(messageId: string): Promise<void> {
    await this.put(messageId, HEAD_SORT_KEY, { state: 'FAILING', attempts: 1 });
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.engine.stop();
  }

  private async put(messageId: string, sortKey: string, attributes: object): Promise<void> {
    const keys = { [PARTITION_KEY]: messagePartitionKey(messageId), [SORT_KEY]: sortKey };
    await this.client.send(new PutCommand({ TableName: this.address.tableName, Item: { ...attributes, ...keys } }));
  }
}
