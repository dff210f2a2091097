import type { RequiredValue } from '../../door/handshake';
import { requireWholeNumber } from '../../private/invalid-property';
import { source, type SourceDefinition } from '../source-definition';

/** Options of `WebhookSource.cloudEvents`. */
export interface CloudEventsSourceOptions {
  /**
   * Names of the senders that may send, such as `eventgrid.azure.net`, as they give them in `WebHook-Request-Origin`.
   *
   * @default - any sender may
   */
  readonly allowedOrigins?: string[];

  /**
   * How many webhooks a minute a sender is told that it may send.
   *
   * @default - as many as it likes
   */
  readonly allowedRate?: number;
}

export function cloudEvents({ allowedOrigins, allowedRate }: CloudEventsSourceOptions): SourceDefinition {
  if (allowedRate !== undefined) requireWholeNumber('WebhookSource.cloudEvents: allowedRate', allowedRate, 1, Number.MAX_SAFE_INTEGER);
  const origin = { from: 'header', name: 'webhook-request-origin' } as const;
  const requires: RequiredValue[] = allowedOrigins ? [{ at: origin, oneOf: allowedOrigins }] : [];
  return source('cloud-events', {
    handshakes: [{
      method: 'OPTIONS',
      echoes: origin,
      requires,
      answer: { header: 'WebHook-Allowed-Origin', headers: { 'WebHook-Allowed-Rate': String(allowedRate ?? '*'), 'Allow': 'POST' } },
    }],
    acceptedStatuses: [200, 201, 202, 204],
  });
}
