import { setImmediate } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { QueueEngine, QueueServer, startQueueServer } from '../../../../cli/local/queue';
import { ManualClock } from '../../support/manual-clock';

export interface RunningQueues extends QueueServer {
  readonly engine: QueueEngine;
  readonly clock: ManualClock;
  readonly sqs: SQSClient;
  /** Resolves once a long poll waits. */
  whenWaiting(): Promise<void>;
}

/** An engine whose time stands still, served over HTTP, with a client of the AWS SDK. */
export const startQueues = async (): Promise<RunningQueues> => {
  const clock = new ManualClock();
  const engine = new QueueEngine({ clock });
  const { endpoint, close } = await startQueueServer({ engine });
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  return {
    engine,
    clock,
    endpoint,
    sqs,
    async whenWaiting() {
      while (clock.pending === 0) await setImmediate();
    },
    async close() {
      sqs.destroy();
      await close();
    },
  };
};
