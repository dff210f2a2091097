import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DynamoDbAttemptTable } from './attempts/dynamodb-table';
import { forwardBatch } from './batch';
import { readEnvironment } from './configuration';
import type { Destinations } from './destinations/announcements';
import { lazyDestinations } from './destinations/lazy-destinations';
import { openInvocation } from './invocation';
import { lazyBodyStore } from './lazy-body-store';
import type { BodyStore, Ports } from './ports';
import { metricsPublisher } from './publish-metrics';
import { openSqsCalls } from './sqs-calls';
import { SqsQueue } from './sqs-queue';
import { openTarget } from './target/open-target';

const { configuration, attemptTable, bodyBucket, ...queueUrls } = readEnvironment(process.env);

/** An AWS API that stalls must not eat up the time for deliveries; without the last option the SDK only warns. */
const client = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true } };

const dynamoDb = new DynamoDBClient({ ...client, cacheMiddleware: true });

async function openBodyStore(): Promise<BodyStore> {
  if (bodyBucket === undefined) throw new Error('the buffer has no bucket for bodies any more');
  const { openS3BodyStore } = await import('./s3-body-store.js');
  return openS3BodyStore(client, bodyBucket);
}

function configuredDestinations(): Destinations | undefined {
  const { buffer, destinations } = configuration;
  return destinations && lazyDestinations({ buffer, configuration: destinations, client, sqs: openSqsCalls(client), now: Date.now });
}

const ports: Ports = {
  now: Date.now,
  random: Math.random,
  target: openTarget(configuration.target),
  queue: new SqsQueue(new SQSClient(client), queueUrls),
  table: new DynamoDbAttemptTable(dynamoDb, attemptTable),
  bodyStore: lazyBodyStore(openBodyStore),
  destinations: configuredDestinations(),
  log: new Logger({ serviceName: configuration.buffer }),
  publish: metricsPublisher(configuration.buffer),
};

export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  forwardBatch(event.Records, openInvocation(ports, configuration, context));
