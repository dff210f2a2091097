import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CircuitTable } from './circuit-table';
import { CIRCUIT_KEY, type CircuitItem } from '../../../src/contract/attempt-table';
import { attributesOf } from '../attempts/attributes';

interface Change {
  readonly set: string;
  readonly remove?: string;
  readonly condition: string;
  readonly values: object;
}

/** The circuit's item in the attempt table. */
export class DynamoDbCircuitTable implements CircuitTable {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string) {}

  public async read(): Promise<CircuitItem> {
    const { Item = {} } = await this.client.send(new GetItemCommand({ ...this.item(), ConsistentRead: true }));
    return Object.fromEntries(Object.entries(Item).map(([name, { N, S }]) => [name, N === undefined ? S : Number(N)]));
  }

  public open(openUntil: number, now: number): Promise<boolean> {
    return this.change({
      set: 'openUntil = :until, openedAt = if_not_exists(openedAt, :now)',
      condition: 'attribute_not_exists(openUntil) OR openUntil < :until',
      values: { ':until': openUntil, ':now': now },
    });
  }

  public claimProbe(prober: string, probeUntil: number, now: number): Promise<boolean> {
    return this.change({
      set: 'prober = :prober, probeUntil = :until',
      condition: 'openUntil <= :now AND (attribute_not_exists(probeUntil) OR probeUntil <= :now)',
      values: { ':prober': prober, ':until': probeUntil, ':now': now },
    });
  }

  public probeFailed(prober: string, openUntil: number): Promise<boolean> {
    return this.change({
      set: 'openUntil = :until, failedProbes = if_not_exists(failedProbes, :none) + :one',
      remove: 'prober, probeUntil',
      condition: 'prober = :prober AND openUntil < :until',
      values: { ':prober': prober, ':until': openUntil, ':none': 0, ':one': 1 },
    });
  }

  public close(prober: string, now: number): Promise<boolean> {
    return this.change({
      set: 'closedAt = :now',
      remove: 'openUntil, openedAt, failedProbes, prober, probeUntil',
      condition: 'prober = :prober AND openUntil <= :now',
      values: { ':prober': prober, ':now': now },
    });
  }

  private item() {
    return { TableName: this.tableName, Key: attributesOf(CIRCUIT_KEY) };
  }

  private async change({ set, remove, condition, values }: Change): Promise<boolean> {
    try {
      await this.client.send(new UpdateItemCommand({
        ...this.item(),
        UpdateExpression: `SET ${set}${remove === undefined ? '' : ` REMOVE ${remove}`}`,
        ConditionExpression: condition,
        ExpressionAttributeValues: attributesOf(values),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
