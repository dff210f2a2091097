import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnQueue, DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { MAX_MESSAGE_BYTES, MAX_RECEIVE_COUNT, MESSAGE_RETENTION_SECONDS } from '../contract/limits';

export interface BufferQueuesProps {
  readonly fifo: boolean;
  readonly visibilityTimeout: Duration;
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

export interface BufferQueues {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
}

const HIGH_THROUGHPUT_FIFO: QueueProps = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

const RETENTION = Duration.seconds(MESSAGE_RETENTION_SECONDS);

export function bufferQueues(scope: Construct, props: BufferQueuesProps): BufferQueues {
  const common = queueProps(props);
  const deadLetterQueue = new Queue(scope, 'DeadLetterQueue', common);
  const queue = new Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
  });
  return { queue, deadLetterQueue };
}

/** For webhooks whose signature is not that of their source. */
export function quarantineQueue(scope: Construct, props: CommonProps): Queue {
  return new Queue(scope, 'QuarantineQueue', queueProps(props));
}

type CommonProps = Omit<BufferQueuesProps, 'visibilityTimeout'>;

/** What all queues of a buffer have in common. */
export function queueProps({ fifo, encryptionKey, removalPolicy }: CommonProps): QueueProps {
  return {
    ...(fifo ? HIGH_THROUGHPUT_FIFO : {}),
    encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    retentionPeriod: RETENTION,
    removalPolicy,
  };
}

/** Routes with ids of their own are not affected: an id that is given takes precedence. */
export function deduplicateByContent(queue: Queue): void {
  (queue.node.defaultChild as CfnQueue).contentBasedDeduplication = true;
}
