/**
 * The floor of forwarding: for each webhook one POST and one PutItem of what is to be logged, and nothing else. Groups run in parallel,
 * the webhooks of a group one after another. Arguments: groups in a batch, the backend's URL, the table's name.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { post } from './bare-post';
import { measureTasks } from './cost';
import { BODY } from './webhook';
import { attemptSortKey, groupIndexKey, indexSortKey, messagePartitionKey, type AttemptItem } from '../../src/contract/attempt-table';
import { MAX_BATCH_SIZE } from '../../src/contract/limits';

const [, , groups, backendUrl, TableName] = process.argv;
const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

/** With the attributes that the forwarder logs. */
function attemptItem(): AttemptItem & Record<'pk' | 'sk' | 'gpk' | 'gsk', string> {
  const messageId = randomUUID();
  const lambdaRequestId = randomUUID();
  const startedAt = new Date().toISOString();
  const group = 'octo-org/repository-0';
  return {
    pk: messagePartitionKey(messageId),
    sk: attemptSortKey(startedAt, lambdaRequestId),
    gpk: groupIndexKey(group),
    gsk: indexSortKey(startedAt, messageId),
    messageId,
    group,
    route: '/github',
    status: 'DELIVERED',
    startedAt,
    receiveCount: 1,
    lambdaRequestId,
    method: 'POST',
    path: '/github',
    bodyBytes: BODY.length,
    bodySha256: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    receivedAt: startedAt,
    durationMillis: 3,
    httpStatus: 200,
    responseHeaders: {
      'content-type': 'application/json',
      'date': 'Thu, 20 Nov 2025 18:00:00 GMT',
      'connection': 'keep-alive',
      'keep-alive': 'timeout=60',
      'transfer-encoding': 'chunked',
    },
    responseBody: '{"received":true}',
    ttl: 1_766_000_000,
  };
}

async function forward(items: readonly AttemptItem[]): Promise<void> {
  for (const Item of items) {
    await post(backendUrl);
    await documents.send(new PutCommand({ TableName, Item }));
  }
}

measureTasks(batches => {
  const inGroup = MAX_BATCH_SIZE / Number(groups);
  const items = Array.from({ length: batches }, () => Array.from({ length: Number(groups) }, () => Array.from({ length: inGroup }, attemptItem)));
  return async () => {
    for (const itemsOfBatch of items) await Promise.all(itemsOfBatch.map(forward));
  };
});
