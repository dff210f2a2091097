import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DynamoDbClaims } from './attempts/dynamodb-claims';
import { DynamoDbAttemptTable } from './attempts/dynamodb-table';
import { forwardBatch } from './batch';
import { DynamoDbCircuitTable } from './circuit/dynamodb-circuit-table';
import { TargetMemory } from './circuit/target-memory';
import { readEnvironment } from './configuration';
import type { Destinations } from './destinations/announcements';
import { lazyDestinations } from './destinations/lazy-destinations';
import { openInvocation } from './invocation';
import { lazyBodyStore } from './lazy-body-store';
import { lazySecrets, lazyVerifier } from './lazy-secrets';
import { DynamoDbGroupStates } from './parking/dynamodb-group-states';
import { release } from './parking/release';
import { SqsParkingQueue } from './parking/sqs-parking-queue';
import type { BodyStore, Ports } from './ports';
import { metricsPublisher } from './publish-metrics';
import { openSqsCalls } from './sqs-calls';
import { SqsQueue } from './sqs-queue';
import { openTarget } from './target/open-target';
import type { ReleaseAnswer, ReleaseRequest } from '../../src/contract/parking';

const { configuration, attemptTable, bodyBucket, parkingQueueUrl, ...queueUrls } = readEnvironment(process.env);

/** An AWS API that stalls must not eat up the time for deliveries; without the last option the SDK only warns. */
const client = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true } };

const sqs = new SQSClient(client);
const dynamoDb = new DynamoDBClient({ ...client, cacheMiddleware: true });

async function openBodyStore(): Promise<BodyStore> {
  if (bodyBucket === undefined) throw new Error('the buffer has no bucket for bodies any more');
  const { openS3BodyStore } = await import('./s3-body-store.js');
  return openS3BodyStore(client, bodyBucket);
}

const secrets = lazySecrets(async () => (await import('../secrets/open-secrets.js')).openSecrets());
const verifier = lazyVerifier(async () => (await import('../signatures/open-verifier.js')).openVerifier(secrets));

function configuredDestinations(): Destinations | undefined {
  const { buffer, destinations } = configuration;
  return destinations && lazyDestinations({ buffer, configuration: destinations, client, sqs: openSqsCalls(client), now: Date.now });
}

const ports: Ports = {
  now: Date.now,
  random: Math.random,
  stopwatch: { elapsed: () => performance.now(), wait },
  target: openTarget(configuration.target, secrets),
  queue: new SqsQueue(sqs, queueUrls),
  table: new DynamoDbAttemptTable(dynamoDb, attemptTable),
  claims: new DynamoDbClaims(dynamoDb, attemptTable),
  circuitTable: new DynamoDbCircuitTable(dynamoDb, attemptTable),
  memory: new TargetMemory(),
  bodyStore: lazyBodyStore(openBodyStore),
  secrets,
  verifier,
  parking: parkingQueueUrl === undefined ? undefined : {
    states: new DynamoDbGroupStates(dynamoDb, attemptTable),
    queue: new SqsParkingQueue(sqs, { ...queueUrls, parkingQueueUrl }),
  },
  destinations: configuredDestinations(),
  log: new Logger({ serviceName: configuration.buffer }),
  publish: metricsPublisher(configuration.buffer),
};

/** Called by the event source mapping with a batch, and by an owner who releases parked groups. */
export const handler = (event: SQSEvent | ReleaseRequest, context: Context): Promise<SQSBatchResponse | ReleaseAnswer> => {
  const invocation = openInvocation(ports, configuration, context);
  return 'release' in event ? release(event, invocation) : forwardBatch(event.Records, invocation);
};
