import { EventBridgeClient, PutEventsCommand, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import type { Destination } from './destination';
import { ANNOUNCEMENT_EVENT } from '../../../src/contract/announcement';

/** Announces by an event on an event bus. */
export function openEventBridgeDestination(eventBusArn: string, options: EventBridgeClientConfig): Destination {
  const client = new EventBridgeClient(options);
  return async announcement => {
    const DetailType = announcement.state === 'DELIVERED' ? ANNOUNCEMENT_EVENT.DELIVERED : ANNOUNCEMENT_EVENT.GIVEN_UP;
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({
      Entries: [{ EventBusName: eventBusArn, Source: ANNOUNCEMENT_EVENT.SOURCE, DetailType, Detail: JSON.stringify(announcement) }],
    }));
    if (FailedEntryCount !== 0) throw new Error(`EventBridge did not take the event: ${Entries?.[0]?.ErrorCode}`);
  };
}
