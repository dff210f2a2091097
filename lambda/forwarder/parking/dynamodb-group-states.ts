import {
  BatchGetItemCommand, ConditionalCheckFailedException, QueryCommand, UpdateItemCommand, type AttributeValue, type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Arrival, GroupState, GroupStates } from './ports';
import {
  ATTEMPT_TABLE, groupPartitionKey, groupStateIndexKey, GROUP_STATE_SORT_KEY, indexSortKey, STATUS_SHARDS, statusShard,
} from '../../../src/contract/attempt-table';
import { MESSAGE_RETENTION_SECONDS } from '../../../src/contract/limits';
import type { ParkingReason } from '../../../src/contract/parking';
import { attributesOf, itemOf } from '../attempts/attributes';

const { PARTITION_KEY, SORT_KEY, STATUS_INDEX, TIME_TO_LIVE } = ATTEMPT_TABLE;

/** What is left of a state then has nothing to say: all that was parked has expired. */
const LIFETIME_SECONDS = MESSAGE_RETENTION_SECONDS + 86_400;

const NAMES = { '#state': 'state', '#ttl': TIME_TO_LIVE };
const PARKED_NAMES = { ...NAMES, '#group': 'group' };
const ANNOUNCE = 'lastParked = :sequence, lastParkedAt = :at, #ttl = :ttl';
const LIST = `#group = :group, reason = :reason, since = :since, ${STATUS_INDEX.PARTITION_KEY} = :spk, ${STATUS_INDEX.SORT_KEY} = :ssk`;

interface Change {
  readonly update: string;
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: object;
}

/** The states of groups in the attempt table. */
export class DynamoDbGroupStates implements GroupStates {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string) {}

  public async read(groups: readonly string[]): Promise<ReadonlyMap<string, GroupState>> {
    const request = { Keys: groups.map(keyOf), ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await this.client.send(new BatchGetItemCommand({ RequestItems: { [this.tableName]: request } }));
    if (UnprocessedKeys?.[this.tableName] !== undefined) throw new Error('DynamoDB did not read the states of all groups');
    const states = (Responses?.[this.tableName] ?? []).filter(item => item.state !== undefined).map(item => itemOf<GroupState>(item));
    return new Map(states.map(state => [state.group, state]));
  }

  public async park(arrival: Arrival, reason: ParkingReason): Promise<void> {
    await this.change(arrival.group, {
      update: `SET ${ANNOUNCE}, #state = if_not_exists(#state, :state), ${LIST}`,
      condition: 'attribute_not_exists(lastParked) OR lastParked < :sequence',
      names: PARKED_NAMES,
      values: { ...announced(arrival), ...listed(arrival, reason) },
    });
  }

  public async follow(arrival: Arrival): Promise<boolean> {
    for (;;) {
      const announcement = { update: `SET ${ANNOUNCE}`, condition: 'attribute_exists(#state) AND lastParked < :sequence', values: announced(arrival) };
      if (await this.change(arrival.group, announcement)) return true;
      const state = (await this.read([arrival.group])).get(arrival.group);
      if (state === undefined) return false;
      // An earlier invocation has announced it, or a later one of its group.
      if (state.lastParked >= arrival.sequence) return true;
    }
  }

  public async parkAgain(arrival: Arrival, reason: ParkingReason): Promise<void> {
    const parked = await this.change(arrival.group, {
      update: `SET #state = :state, ${LIST} REMOVE releasedAt, heldUntil`,
      condition: 'attribute_exists(#state)',
      names: { '#state': 'state', '#group': 'group' },
      values: listed(arrival, reason),
    });
    if (!parked) await this.park(arrival, reason);
  }

  public release(group: string, at: number): Promise<boolean> {
    return this.change(group, {
      update: 'SET #state = :state, releasedAt = :at REMOVE heldUntil',
      condition: 'attribute_exists(#state)',
      names: { '#state': 'state' },
      values: { ':state': 'DRAINING', ':at': at },
    });
  }

  public async hold(group: string, until: number): Promise<void> {
    const names = { '#state': 'state' };
    await this.change(group, { update: 'SET heldUntil = :until', condition: '#state = :state', names, values: { ':until': until, ':state': 'DRAINING' } });
  }

  public finish(group: string, lastParked: string): Promise<boolean> {
    return this.change(group, {
      update: `REMOVE #state, lastParked, lastParkedAt, reason, since, releasedAt, heldUntil, ${STATUS_INDEX.PARTITION_KEY}, ${STATUS_INDEX.SORT_KEY}`,
      condition: '#state = :state AND lastParked = :sequence',
      names: { '#state': 'state' },
      values: { ':state': 'DRAINING', ':sequence': lastParked },
    });
  }

  public async *list(): AsyncIterable<readonly string[]> {
    for (let shard = 0; shard < STATUS_SHARDS; shard++) yield* this.listShard(shard);
  }

  private async *listShard(shard: number): AsyncIterable<readonly string[]> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(new QueryCommand({
        TableName: this.tableName,
        IndexName: STATUS_INDEX.NAME,
        KeyConditionExpression: `${STATUS_INDEX.PARTITION_KEY} = :spk`,
        ExpressionAttributeValues: attributesOf({ ':spk': groupStateIndexKey(shard) }),
        ExclusiveStartKey: start,
      }));
      yield Items.map(item => itemOf<GroupState>(item).group);
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Resolves to false where the condition does not hold. */
  private async change(group: string, { update, condition, names = NAMES, values }: Change): Promise<boolean> {
    try {
      await this.client.send(new UpdateItemCommand({
        TableName: this.tableName,
        Key: keyOf(group),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...names },
        ExpressionAttributeValues: values && attributesOf(values),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function keyOf(group: string): Record<string, AttributeValue> {
  return attributesOf({ [PARTITION_KEY]: groupPartitionKey(group), [SORT_KEY]: GROUP_STATE_SORT_KEY });
}

function announced({ sequence, at }: Arrival): object {
  return { ':sequence': sequence, ':at': at, ':ttl': Math.floor(at / 1000) + LIFETIME_SECONDS };
}

function listed({ group, at }: Arrival, reason: ParkingReason): object {
  const since = new Date(at).toISOString();
  return {
    ':state': 'PARKED', ':group': group, ':reason': reason, ':since': since, ':spk': groupStateIndexKey(statusShard(group)), ':ssk': indexSortKey(since, group),
  };
}
