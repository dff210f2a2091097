import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDbStateTable } from './dynamodb-state-table';
import { LambdaMapping } from './lambda-mapping';
import type { Ports } from './ports';
import { watch } from './watch';
import { METRIC, METRIC_NAMESPACE } from '../../src/contract/metrics';
import { WATCHDOG_ENVIRONMENT } from '../../src/contract/watchdog';

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** Without the last option the SDK only warns. */
const client = { maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true } };

const serviceName = variable(WATCHDOG_ENVIRONMENT.BUFFER);
const pauseAfterMillis = Number(variable(WATCHDOG_ENVIRONMENT.PAUSE_AFTER_SECONDS)) * 1000;
const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });

const ports: Ports = {
  now: Date.now,
  mapping: new LambdaMapping(new LambdaClient(client), variable(WATCHDOG_ENVIRONMENT.EVENT_SOURCE_MAPPING)),
  table: new DynamoDbStateTable(new DynamoDBClient(client), variable(WATCHDOG_ENVIRONMENT.ATTEMPT_TABLE)),
  log: new Logger({ serviceName }),
  publish(paused) {
    metrics.addMetric(METRIC.PAUSED, MetricUnit.Count, paused ? 1 : 0);
    metrics.publishStoredMetrics();
  },
};

/** What goes wrong here is an error of the function, for its alarm to see; the next minute brings another try. */
export const handler = (): Promise<void> => watch(pauseAfterMillis, ports);
