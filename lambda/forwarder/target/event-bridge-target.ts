import { EventBridgeClient, PutEventsCommand, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import type { EventBridgeTargetConfiguration } from '../../../src/contract/aws-targets';
import { MAX_EVENT_BYTES } from '../../../src/contract/limits';
import type { Target } from '../ports';
import { refusedEntry } from './aws-failure';
import { accepted, ServiceTarget } from './service-target';
import { webhookMessage } from './webhook-message';

/** What EventBridge counts for the time of an entry. */
const TIME_BYTES = 14;

export function openEventBridgeTarget(configuration: EventBridgeTargetConfiguration, options: EventBridgeClientConfig): Target {
  const client = new EventBridgeClient(options);
  const { eventBusArn, source, detailType, jsonBody, totalTimeoutMillis } = configuration;
  const forwardHeaders = new Set(configuration.forwardHeaders);
  return new ServiceTarget({ totalTimeoutMillis, mostBytes: MAX_EVENT_BYTES }, (webhook, identity) => {
    const entry = {
      EventBusName: eventBusArn,
      Source: source,
      DetailType: detailType,
      Time: new Date(webhook.receivedAt),
      Detail: webhookMessage(webhook, identity, { forwardHeaders, jsonBody }),
    };
    return {
      bytes: TIME_BYTES + [entry.Source, entry.DetailType, entry.Detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
      async send(abortSignal) {
        const output = await client.send(new PutEventsCommand({ Entries: [entry] }), { abortSignal });
        const [{ EventId, ErrorCode, ErrorMessage } = {}] = output.Entries ?? [];
        // The answer is 200 for an entry that failed, too.
        const failed = output.FailedEntryCount !== 0 || ErrorCode !== undefined;
        return failed ? refusedEntry(ErrorCode, ErrorMessage) : accepted(output, { eventId: EventId });
      },
    };
  });
}
