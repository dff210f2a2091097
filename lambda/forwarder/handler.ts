import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DynamoDbAttemptTable } from './attempts/dynamodb-table';
import { forwardBatch } from './batch';
import { readEnvironment } from './configuration';
import { openInvocation } from './invocation';
import { lazyBodyStore } from './lazy-body-store';
import { lazySecrets, lazyVerifier } from './lazy-secrets';
import type { BodyStore, Ports } from './ports';
import { metricsPublisher } from './publish-metrics';
import { SqsQueue } from './sqs-queue';
import { HttpTarget } from './target/http-target';

const { configuration, attemptTable, bodyBucket, ...queueUrls } = readEnvironment(process.env);

/** An AWS API that stalls must not eat up the time for deliveries; without the last option the SDK only warns. */
const client = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true } };

const dynamoDb = new DynamoDBClient({ ...client, cacheMiddleware: true });

async function openBodyStore(): Promise<BodyStore> {
  if (bodyBucket === undefined) throw new Error('the buffer has no bucket for bodies any more');
  const { openS3BodyStore } = await import('./s3-body-store.js');
  return openS3BodyStore(client, bodyBucket);
}

const secrets = lazySecrets(async () => (await import('../secrets/open-secrets.js')).openSecrets());
const verifier = lazyVerifier(async () => (await import('../signatures/open-verifier.js')).openVerifier(secrets));

const ports: Ports = {
  now: Date.now,
  random: Math.random,
  target: new HttpTarget(configuration.target, Date.now),
  queue: new SqsQueue(new SQSClient(client), queueUrls),
  table: new DynamoDbAttemptTable(dynamoDb, attemptTable),
  bodyStore: lazyBodyStore(openBodyStore),
  secrets,
  verifier,
  log: new Logger({ serviceName: configuration.buffer }),
  publish: metricsPublisher(configuration.buffer),
};

export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  forwardBatch(event.Records, openInvocation(ports, configuration, context));
