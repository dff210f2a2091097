import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AttemptTableAddress } from './source';
import { ATTEMPT_SORT_KEY_PREFIX, ATTEMPT_TABLE, messagePartitionKey, type AttemptItem } from '../../../src/contract/attempt-table';
import { LOCAL_CREDENTIALS } from '../credentials';

export interface RecordedAttempts {
  /** The latest first. */
  readonly items: readonly AttemptItem[];
  /** Whether there are earlier ones beside these. */
  readonly more: boolean;
}

const MOST_ATTEMPTS = 200;

/** A table that does not answer must not keep the page waiting. */
const PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true } };

/** Reads the attempts of webhooks from the attempt table of a buffer. */
export class AttemptTable {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;

  constructor({ endpoint, region, tableName }: AttemptTableAddress) {
    this.client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials: LOCAL_CREDENTIALS, ...PATIENCE }));
    this.tableName = tableName;
  }

  async attempts(messageId: string): Promise<RecordedAttempts> {
    const { PARTITION_KEY, SORT_KEY } = ATTEMPT_TABLE;
    const { Items = [], LastEvaluatedKey } = await this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :pk AND begins_with(${SORT_KEY}, :prefix)`,
      ExpressionAttributeValues: { ':pk': messagePartitionKey(messageId), ':prefix': ATTEMPT_SORT_KEY_PREFIX },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: MOST_ATTEMPTS,
    }));
    return { items: Items as AttemptItem[], more: LastEvaluatedKey !== undefined };
  }

  close(): void {
    this.client.destroy();
  }
}
