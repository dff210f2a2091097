import type { DestinationsConfiguration } from '../../../src/contract/announcement';
import type { SqsCalls } from '../sqs-calls';
import { announcement } from './announcement';
import type { Destinations } from './announcements';
import type { Destination } from './destination';

export interface DestinationsOptions {
  readonly buffer: string;
  readonly configuration: DestinationsConfiguration;
  /** Options of the SDK's clients. */
  readonly client: object;
  readonly sqs: SqsCalls;
  readonly now: () => number;
}

/** This module is bundled apart, as is each client. */
export function openDestinations({ buffer, configuration, client, sqs, now }: DestinationsOptions): Destinations {
  const opened = new Map<string, Promise<Destination>>();
  const destination = (arn: string): Promise<Destination> => {
    const known = opened.get(arn) ?? openDestination(arn, client, sqs);
    opened.set(arn, known);
    return known;
  };
  return {
    async announce(ending, delivery) {
      const arn = ending.state === 'DELIVERED' ? configuration.onSuccess : configuration.onFailure;
      if (arn === undefined) return;
      const send = await destination(arn);
      await send(announcement(ending, delivery, { buffer, includeBody: configuration.includeBody }, now()));
    },
  };
}

async function openDestination(arn: string, client: object, sqs: SqsCalls): Promise<Destination> {
  switch (arn.split(':')[2]) {
    case 'lambda': return (await import('../services/lambda.js')).openLambdaDestination(arn, client);
    case 'events': return (await import('../services/event-bridge.js')).openEventBridgeDestination(arn, client);
    case 'sns': return (await import('../services/sns.js')).openSnsDestination(arn, client);
    case 'sqs': return (await import('../services/sqs.js')).openSqsDestination(arn, sqs);
    default: throw new Error('the destination is of a service that takes no announcements');
  }
}
