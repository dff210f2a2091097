import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CLAIM_KEY_PREFIX } from '../contract/envelope';

export interface BodyBucketProps {
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Longer than a webhook can wait in the queue, parked, and, given up at last, in the dead-letter queue: 14 days each. */
const EXPIRATION = Duration.days(45);

/** Holds bodies that do not fit into a message until they are delivered. */
export function bodyBucket(scope: Construct, id: string, { encryptionKey, removalPolicy }: BodyBucketProps): Bucket {
  return new Bucket(scope, id, {
    encryption: encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
    encryptionKey,
    bucketKeyEnabled: encryptionKey && true,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // A version that is kept would outlive the delivery.
    versioned: false,
    lifecycleRules: [{ expiration: EXPIRATION, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy,
  });
}

/** Storing a body, and removing it where its webhook could not be queued. */
export function grantStoring(bucket: Bucket, role: IRole): void {
  allow(role, claims(bucket), 's3:DeleteObject', 's3:PutObject');
}

/** Fetching a body, and removing it once it is delivered. */
export function grantFetching(bucket: Bucket, role: IRole): void {
  allow(role, claims(bucket), 's3:DeleteObject', 's3:GetObject');
  // Without it S3 answers 403 for an object that is gone, as it does for a permission that is missing, and only the one is beyond repair.
  // It has no condition on the prefix, since getting an object names none that the condition could be true of.
  allow(role, bucket.bucketArn, 's3:ListBucket');
}

function claims(bucket: Bucket): string {
  return bucket.arnForObjects(`${CLAIM_KEY_PREFIX}*`);
}

function allow(role: IRole, resource: string, ...actions: string[]): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
}
