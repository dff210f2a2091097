import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, StreamViewType, TableEncryptionV2, TableV2, type GlobalSecondaryIndexPropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ATTEMPT_TABLE, INDEX_PROJECTION } from '../contract/attempt-table';

export interface AttemptTableProps {
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

export function attemptTable(scope: Construct, props: AttemptTableProps): TableV2 {
  return new TableV2(scope, 'AttemptLog', {
    partitionKey: text(ATTEMPT_TABLE.PARTITION_KEY),
    sortKey: text(ATTEMPT_TABLE.SORT_KEY),
    globalSecondaryIndexes: [index(ATTEMPT_TABLE.GROUP_INDEX), index(ATTEMPT_TABLE.STATUS_INDEX)],
    timeToLiveAttribute: ATTEMPT_TABLE.TIME_TO_LIVE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    dynamoStream: StreamViewType.NEW_IMAGE,
    encryption: props.encryptionKey ? TableEncryptionV2.customerManagedKey(props.encryptionKey) : TableEncryptionV2.dynamoOwnedKey(),
    removalPolicy: props.removalPolicy,
  });
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
export function grantAttemptLogging(table: TableV2, grantee: IGrantable, encryptionKey?: IKey): void {
  table.grant(grantee, 'dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
  encryptionKey?.grantEncryptDecrypt(grantee);
}
