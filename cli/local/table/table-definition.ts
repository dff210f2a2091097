import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { ResolvedResource } from '../assembly/resolved-stack';
import { isObject, type JsonObject } from '../assembly/template';

export interface TableDefinition {
  readonly create: CreateTableCommandInput;
  /** Properties that a table on this machine does without. */
  readonly notEmulated: readonly string[];
}

const KEYS = ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'] as const;

/** Capacity, and what only says where a table is. */
const WITHOUT_MEANING = new Set(['GlobalSecondaryIndexes', 'BillingMode', 'ProvisionedThroughput', 'Replicas', 'Region', 'Tags', 'DeletionProtectionEnabled']);

/** Reads AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable, of which the replica in the stack's region counts. */
export function readTable({ properties }: ResolvedResource): TableDefinition {
  const replica = Array.isArray(properties.Replicas) && isObject(properties.Replicas[0]) ? properties.Replicas[0] : {};
  const keys = Object.fromEntries(KEYS.map(name => [name, properties[name]]).filter(([, value]) => value !== undefined));
  const indexes = Array.isArray(properties.GlobalSecondaryIndexes) ? properties.GlobalSecondaryIndexes.filter(isObject).map(readIndex) : [];
  return {
    create: {
      ...keys as unknown as CreateTableCommandInput,
      ...indexes.length > 0 && { GlobalSecondaryIndexes: indexes as unknown as CreateTableCommandInput['GlobalSecondaryIndexes'] },
      BillingMode: 'PAY_PER_REQUEST',
    },
    notEmulated: [...Object.keys(properties), ...Object.keys(replica)]
      .filter(name => !WITHOUT_MEANING.has(name) && !(KEYS as readonly string[]).includes(name)),
  };
}

function readIndex({ IndexName, KeySchema, Projection }: JsonObject): JsonObject {
  return { IndexName, KeySchema, Projection };
}
