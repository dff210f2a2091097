import { DeleteItemCommand, PutItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CircuitState } from './decide';
import type { StateTable } from './ports';
import { ATTEMPT_TABLE, CIRCUIT_KEY, PAUSE_KEY } from '../../src/contract/attempt-table';

const { PARTITION_KEY, SORT_KEY } = ATTEMPT_TABLE;

/** The circuit's items in the attempt table. */
export class DynamoDbStateTable implements StateTable {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string) {}

  public async read(): Promise<CircuitState> {
    const { Items = [] } = await this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :pk`,
      ExpressionAttributeValues: { ':pk': { S: CIRCUIT_KEY[PARTITION_KEY] } },
      ConsistentRead: true,
    }));
    const circuit = Items.find(item => item[SORT_KEY]?.S === CIRCUIT_KEY[SORT_KEY]);
    return {
      circuit: { openUntil: numberOf(circuit?.openUntil), openedAt: numberOf(circuit?.openedAt) },
      pausedByWatchdog: Items.some(item => item[SORT_KEY]?.S === PAUSE_KEY[SORT_KEY]),
    };
  }

  public async markPaused(now: number): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: { ...KEY, pausedAt: { N: String(now) } } }));
  }

  public async forgetPause(): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key: KEY }));
  }
}

const KEY = { [PARTITION_KEY]: { S: PAUSE_KEY[PARTITION_KEY] }, [SORT_KEY]: { S: PAUSE_KEY[SORT_KEY] } };

function numberOf(attribute: AttributeValue | undefined): number | undefined {
  return attribute?.N === undefined ? undefined : Number(attribute.N);
}
