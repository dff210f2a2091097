import { ConditionalCheckFailedException, type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ATTEMPT_TABLE, CLAIM_SORT_KEY, claimPartitionKey } from '../../../src/contract/attempt-table';
import type { Claim, Claims } from '../ports';

const { PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } = ATTEMPT_TABLE;

/** Which message holds which id, in the attempt table. */
export class DynamoDbClaims implements Claims {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string) {}

  public async claim(claim: Claim): Promise<string> {
    try {
      await this.write(claim);
      return claim.messageId;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return this.owner(claim);
    }
  }

  /** DynamoDB deletes what has expired within days, so that it may still be there. */
  private async write({ id, messageId, insteadOf = messageId, now, until }: Claim): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      TableName: this.tableName,
      Key: { [PARTITION_KEY]: { S: claimPartitionKey(id) }, [SORT_KEY]: { S: CLAIM_SORT_KEY } },
      UpdateExpression: 'SET messageId = :me, #ttl = :until',
      ConditionExpression: `attribute_not_exists(${PARTITION_KEY}) OR messageId IN (:me, :before) OR #ttl <= :now`,
      ExpressionAttributeNames: { '#ttl': TIME_TO_LIVE },
      ExpressionAttributeValues: { ':me': { S: messageId }, ':before': { S: insteadOf }, ':now': seconds(now), ':until': seconds(until) },
    }));
  }

  private async owner({ id }: Claim): Promise<string> {
    const { Items: [item] = [] } = await this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :pk`,
      ExpressionAttributeValues: { ':pk': { S: claimPartitionKey(id) } },
      ConsistentRead: true,
    }));
    return String(item?.messageId?.S);
  }
}

const seconds = (millis: number) => ({ N: String(Math.ceil(millis / 1000)) });
