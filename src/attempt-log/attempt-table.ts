import { type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AttributeType, type CfnGlobalTable, ProjectionType, StreamViewType, TableEncryptionV2, TableV2, type GlobalSecondaryIndexPropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ATTEMPT_TABLE, INDEX_PROJECTION } from '../contract/attempt-table';

export interface AttemptTableProps {
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

export function attemptTable(scope: Construct, { encryptionKey, removalPolicy }: AttemptTableProps): TableV2 {
  const regionIsKnown = !Token.isUnresolved(Stack.of(scope).region);
  const table = new TableV2(scope, 'AttemptLog', {
    partitionKey: text(ATTEMPT_TABLE.PARTITION_KEY),
    sortKey: text(ATTEMPT_TABLE.SORT_KEY),
    globalSecondaryIndexes: [index(ATTEMPT_TABLE.GROUP_INDEX), index(ATTEMPT_TABLE.STATUS_INDEX)],
    timeToLiveAttribute: ATTEMPT_TABLE.TIME_TO_LIVE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    dynamoStream: StreamViewType.NEW_IMAGE,
    encryption: encryptionKey && regionIsKnown ? TableEncryptionV2.customerManagedKey(encryptionKey) : TableEncryptionV2.dynamoOwnedKey(),
    removalPolicy,
  });
  if (encryptionKey && !regionIsKnown) encryptInAnyRegion(table, encryptionKey);
  return table;
}

/** TableV2 takes a key only where the stack's region is known, although a table without replicas has just one region. */
function encryptInAnyRegion(table: TableV2, encryptionKey: IKey): void {
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.sseSpecification = { sseEnabled: true, sseType: 'KMS' };
  resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: encryptionKey.keyArn });
  // What the table's own grant methods go by.
  Object.assign(table, { encryptionKey });
}

function index(names: { readonly NAME: string; readonly PARTITION_KEY: string; readonly SORT_KEY: string }): GlobalSecondaryIndexPropsV2 {
  return {
    indexName: names.NAME,
    partitionKey: text(names.PARTITION_KEY),
    sortKey: text(names.SORT_KEY),
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...INDEX_PROJECTION],
  };
}

/** What the forwarder does with the table, and no more. */
export function grantAttemptLogging(table: TableV2, role: IRole, encryptionKey?: IKey): void {
  // The table's grant would include its indexes.
  role.addToPrincipalPolicy(new PolicyStatement({
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    resources: [table.tableArn],
  }));
  encryptionKey?.grantEncryptDecrypt(role);
}

/** Group states: read with each batch, changed as items of the table are, and listed by their index. */
export function grantParking(table: TableV2, role: IRole): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [table.tableArn] }));
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${ATTEMPT_TABLE.STATUS_INDEX.NAME}`] }));
}
