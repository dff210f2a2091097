import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { queueProps, type BufferQueuesProps } from './buffer-queues';

/** Holds the webhooks of groups that are parked. It has no redrive policy: the forwarder passes over what stays parked, and each time is a receive. */
export function parkingQueue(scope: Construct, props: BufferQueuesProps): Queue {
  return new Queue(scope, 'ParkingQueue', { ...queueProps(props), visibilityTimeout: props.visibilityTimeout });
}
