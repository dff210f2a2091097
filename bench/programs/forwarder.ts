/** Measures the forwarder's bundle as Lambda would run it. Arguments: the bundle, groups in a batch. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { SQSBatchResponse } from 'aws-lambda';
import { measureTasks } from './cost';
import { batch, type Batch } from './webhook';

type Handler = (event: Batch, context: object) => Promise<SQSBatchResponse>;

const [, , bundle, groups] = process.argv;
const { handler } = createRequire(__filename)(bundle) as { handler: Handler };

const REMAINING_MILLIS = 40_000;

async function invoke(event: Batch): Promise<void> {
  const { batchItemFailures } = await handler(event, { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => REMAINING_MILLIS });
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} of ${event.Records.length} webhooks were not delivered`);
}

measureTasks(batches => {
  const events = Array.from({ length: batches }, () => batch(Number(groups)));
  return async () => {
    for (const event of events) await invoke(event);
  };
});
