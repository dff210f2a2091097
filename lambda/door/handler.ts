import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answerRequest } from './answer-request';
import { readEnvironment } from './configuration';
import { lazyBodies } from './lazy-bodies';
import type { Ports } from './ports';
import { SqsQueue } from './sqs-queue';
import { awsSecrets } from '../secrets/aws-secrets';
import { CachedSecrets } from '../secrets/cached-secrets';
import { readSecretsManager } from '../secrets/secrets-manager';
import { fetchText } from '../signatures/fetch-text';
import { Verifier } from '../signatures/verifier';

const { configuration, queueUrl, bodyBucket } = readEnvironment(process.env);

/** The sender waits, and no longer than API Gateway does; without the last option the SDK only warns. */
const client = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true } };

const secrets = new CachedSecrets(awsSecrets({
  secretsManager: async () => readSecretsManager(),
  parameterStore: async () => (await import('../secrets/parameter-store.js')).readParameterStore(),
}), Date.now);

const ports: Ports = {
  uniqueId: randomUUID,
  verifier: new Verifier({ secrets, fetchText, now: Date.now }),
  secrets,
  queue: new SqsQueue(new SQSClient(client), queueUrl),
  bodies: bodyBucket === undefined ? undefined : lazyBodies(async () => new (await import('./s3-bodies.js')).S3Bodies(bodyBucket)),
  log: new Logger({ serviceName: configuration.buffer }),
};

export const handler = (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => answerRequest(event, configuration, ports);
