import {
  BatchWriteItemCommand, ConditionalCheckFailedException, QueryCommand, UpdateItemCommand, type DynamoDBClient, type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { attributesOf, itemOf } from './attributes';
import {
  ATTEMPT_SORT_KEY_PREFIX, ATTEMPT_TABLE, HEAD_SORT_KEY, headStatusIndexKey, indexSortKey, messagePartitionKey, statusShard,
  type HeadItem, type HeadState,
} from '../../../src/contract/attempt-table';
import type { AttemptTable, FinalState, HeadFacts, HeadStamp, History, ParkedHead, StoredAttempt, StoredHead } from '../ports';

const { PARTITION_KEY, SORT_KEY, STATUS_INDEX } = ATTEMPT_TABLE;

/** The attempt table in DynamoDB. */
export class DynamoDbAttemptTable implements AttemptTable {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string) {}

  public async write(items: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
    const requests = items.map(item => ({ PutRequest: { Item: attributesOf(item) } }));
    const { UnprocessedItems } = await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.tableName]: requests } }));
    const unprocessed = (UnprocessedItems?.[this.tableName] ?? []).map(({ PutRequest }) => PutRequest?.Item ?? {});
    return items.filter(item => unprocessed.some(left => left[PARTITION_KEY]?.S === item[PARTITION_KEY] && left[SORT_KEY]?.S === item[SORT_KEY]));
  }

  public async quarantine(head: StoredHead): Promise<void> {
    const request = { PutRequest: { Item: attributesOf(head) } };
    const { UnprocessedItems = {} } = await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.tableName]: [request] } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table was too busy');
  }

  public async history(messageId: string): Promise<History> {
    // The head sorts last, so two items from behind are the head, if there is one, and the latest attempt.
    const { Items = [] } = await this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :pk`,
      ExpressionAttributeValues: attributesOf({ ':pk': messagePartitionKey(messageId) }),
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    }));
    const head = Items.find(item => item[SORT_KEY]?.S === HEAD_SORT_KEY);
    const latest = Items.find(item => item[SORT_KEY]?.S?.startsWith(ATTEMPT_SORT_KEY_PREFIX));
    return { head: head && itemOf<HeadItem>(head), latest: latest && itemOf<StoredAttempt>(latest) };
  }

  public async countFailure(head: HeadFacts): Promise<number> {
    const { Attributes } = await this.client.send(new UpdateItemCommand({
      ...this.headKey(head.messageId),
      UpdateExpression: [
        'ADD attempts :one',
        'SET #state = :state, messageId = :messageId, #group = :group, route = :route, countedAttempt = :counted, updatedAt = :now, #ttl = :ttl',
        ', firstFailedAt = if_not_exists(firstFailedAt, :now)',
        `, ${STATUS_INDEX.PARTITION_KEY} = :spk, ${STATUS_INDEX.SORT_KEY} = if_not_exists(${STATUS_INDEX.SORT_KEY}, :ssk)`,
        'REMOVE notBefore',
      ].join(' '),
      ExpressionAttributeNames: { '#group': 'group', '#state': 'state', '#ttl': ATTEMPT_TABLE.TIME_TO_LIVE },
      ExpressionAttributeValues: attributesOf({
        ':one': 1,
        ':state': 'FAILING',
        ':messageId': head.messageId,
        ':group': head.group,
        ':route': head.route,
        ':counted': head.countedAttempt,
        ':now': head.updatedAt,
        ':ttl': head.ttl,
        ':spk': statusIndexKey('FAILING', head.messageId),
        ':ssk': indexSortKey(head.updatedAt, head.messageId),
      }),
      ReturnValues: 'UPDATED_NEW',
    }));
    return Number(Attributes?.attempts?.N);
  }

  public holdBack(messageId: string, notBefore: number): Promise<void> {
    return this.updateHead(messageId, { UpdateExpression: 'SET notBefore = :notBefore', ExpressionAttributeValues: attributesOf({ ':notBefore': notBefore }) });
  }

  public conclude(head: HeadStamp, state: FinalState): Promise<void> {
    return this.updateHead(head.messageId, state === 'DELIVERED' ? delivery(head) : givingUp(head, state));
  }

  public async park(head: ParkedHead): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      ...this.headKey(head.messageId),
      UpdateExpression: [
        'SET #state = :state, messageId = :messageId, #group = :group, route = :route, updatedAt = :now, #ttl = :ttl',
        ', attempts = if_not_exists(attempts, :zero), attemptsWhenParked = if_not_exists(attempts, :zero)',
        ', firstFailedAt = if_not_exists(firstFailedAt, :now)',
        `, ${STATUS_INDEX.PARTITION_KEY} = :spk, ${STATUS_INDEX.SORT_KEY} = if_not_exists(${STATUS_INDEX.SORT_KEY}, :ssk)`,
        'REMOVE notBefore',
      ].join(' '),
      ExpressionAttributeNames: { '#group': 'group', ...STATE_NAMES },
      ExpressionAttributeValues: attributesOf({
        ':zero': 0,
        ':messageId': head.messageId,
        ':group': head.group,
        ':route': head.route,
        ':ssk': indexSortKey(head.updatedAt, head.messageId),
        ...stateValues(head, 'PARKED'),
      }),
    }));
  }

  private async updateHead(messageId: string, update: Partial<UpdateItemCommandInput>): Promise<void> {
    try {
      await this.client.send(new UpdateItemCommand({ ...this.headKey(messageId), ...update, ConditionExpression: `attribute_exists(${PARTITION_KEY})` }));
    } catch (error) {
      // It never failed and was never parked, and so has no head item.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  private headKey(messageId: string) {
    return { TableName: this.tableName, Key: attributesOf({ [PARTITION_KEY]: messagePartitionKey(messageId), [SORT_KEY]: HEAD_SORT_KEY }) };
  }
}

const STATE_NAMES = { '#state': 'state', '#ttl': ATTEMPT_TABLE.TIME_TO_LIVE };

/** A webhook that was delivered in the end leaves the list of those that were not. */
function delivery({ updatedAt, ttl }: HeadStamp) {
  return {
    UpdateExpression: `SET #state = :state, updatedAt = :now, #ttl = :ttl REMOVE notBefore, ${STATUS_INDEX.PARTITION_KEY}, ${STATUS_INDEX.SORT_KEY}`,
    ExpressionAttributeNames: STATE_NAMES,
    ExpressionAttributeValues: attributesOf({ ':state': 'DELIVERED', ':now': updatedAt, ':ttl': ttl }),
  };
}

function givingUp(head: HeadStamp, state: FinalState) {
  return {
    UpdateExpression: `SET #state = :state, updatedAt = :now, #ttl = :ttl, ${STATUS_INDEX.PARTITION_KEY} = :spk REMOVE notBefore`,
    ExpressionAttributeNames: STATE_NAMES,
    ExpressionAttributeValues: attributesOf(stateValues(head, state)),
  };
}

function stateValues({ messageId, updatedAt, ttl }: HeadStamp, state: HeadState): object {
  return { ':state': state, ':now': updatedAt, ':ttl': ttl, ':spk': statusIndexKey(state, messageId) };
}

function statusIndexKey(state: HeadState, messageId: string): string {
  return headStatusIndexKey(state, statusShard(messageId));
}
