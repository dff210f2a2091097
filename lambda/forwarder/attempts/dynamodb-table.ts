import { BatchWriteCommand, DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  ATTEMPT_SORT_KEY_PREFIX, ATTEMPT_TABLE, HEAD_SORT_KEY, headStatusIndexKey, indexSortKey, messagePartitionKey, statusShard,
  type HeadItem, type HeadState,
} from '../../../src/contract/attempt-table';
import type { AttemptTable, HeadFacts, HeadStamp, History, StoredAttempt } from '../ports';

const { PARTITION_KEY, SORT_KEY, STATUS_INDEX } = ATTEMPT_TABLE;

/** Names that DynamoDB reserves. */
const RESERVED = { '#group': 'group', '#state': 'state', '#ttl': ATTEMPT_TABLE.TIME_TO_LIVE };

/** The attempt table in DynamoDB. */
export class DynamoDbAttemptTable implements AttemptTable {
  constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string) {}

  public async write(items: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
    const requests = items.map(Item => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await this.client.send(new BatchWriteCommand({ RequestItems: { [this.tableName]: requests } }));
    return (UnprocessedItems?.[this.tableName] ?? []).map(({ PutRequest }) => PutRequest?.Item as StoredAttempt);
  }

  public async history(messageId: string): Promise<History> {
    // The head sorts last, so two items from behind are the head, if there is one, and the latest attempt.
    const { Items = [] } = await this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :pk`,
      ExpressionAttributeValues: { ':pk': messagePartitionKey(messageId) },
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    }));
    return {
      head: Items.find(item => item[SORT_KEY] === HEAD_SORT_KEY) as HeadItem | undefined,
      latest: Items.find(item => String(item[SORT_KEY]).startsWith(ATTEMPT_SORT_KEY_PREFIX)) as StoredAttempt | undefined,
    };
  }

  public async countFailure(head: HeadFacts): Promise<number> {
    const { Attributes } = await this.client.send(new UpdateCommand({
      ...this.headKey(head.messageId),
      UpdateExpression: [
        'ADD attempts :one',
        'SET #state = :state, messageId = :messageId, #group = :group, route = :route, updatedAt = :now, #ttl = :ttl',
        ', firstFailedAt = if_not_exists(firstFailedAt, :now)',
        `, ${STATUS_INDEX.PARTITION_KEY} = :spk, ${STATUS_INDEX.SORT_KEY} = if_not_exists(${STATUS_INDEX.SORT_KEY}, :ssk)`,
        'REMOVE notBefore',
      ].join(' '),
      ExpressionAttributeNames: RESERVED,
      ExpressionAttributeValues: {
        ':one': 1,
        ':state': 'FAILING',
        ':messageId': head.messageId,
        ':group': head.group,
        ':route': head.route,
        ':now': head.updatedAt,
        ':ttl': head.ttl,
        ':spk': statusIndexKey('FAILING', head.messageId),
        ':ssk': indexSortKey(head.updatedAt, head.messageId),
      },
      ReturnValues: 'UPDATED_NEW',
    }));
    return Number(Attributes?.attempts);
  }

  public async holdBack(messageId: string, notBefore: number): Promise<void> {
    await this.client.send(new UpdateCommand({
      ...this.headKey(messageId),
      UpdateExpression: 'SET notBefore = :notBefore',
      ExpressionAttributeValues: { ':notBefore': notBefore },
    }));
  }

  public async conclude({ messageId, updatedAt, ttl }: HeadStamp, state: 'DELIVERED' | 'DEAD_LETTERED'): Promise<void> {
    const delivered = state === 'DELIVERED';
    const indexing = delivered
      ? `REMOVE notBefore, ${STATUS_INDEX.PARTITION_KEY}, ${STATUS_INDEX.SORT_KEY}`
      : `, ${STATUS_INDEX.PARTITION_KEY} = :spk REMOVE notBefore`;
    await this.client.send(new UpdateCommand({
      ...this.headKey(messageId),
      UpdateExpression: `SET #state = :state, updatedAt = :now, #ttl = :ttl ${indexing}`,
      ConditionExpression: `attribute_exists(${PARTITION_KEY})`,
      ExpressionAttributeNames: { '#state': RESERVED['#state'], '#ttl': RESERVED['#ttl'] },
      ExpressionAttributeValues: {
        ':state': state,
        ':now': updatedAt,
        ':ttl': ttl,
        ...(!delivered && { ':spk': statusIndexKey(state, messageId) }),
      },
    }));
  }

  private headKey(messageId: string) {
    return { TableName: this.tableName, Key: { [PARTITION_KEY]: messagePartitionKey(messageId), [SORT_KEY]: HEAD_SORT_KEY } };
  }
}

function statusIndexKey(state: HeadState, messageId: string): string {
  return headStatusIndexKey(state, statusShard(messageId));
}
