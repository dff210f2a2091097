import { MessageDeduplication } from '../../policies/message-deduplication';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.twitch`. */
export interface TwitchSourceOptions {
  /**
   * The secret that subscriptions are made with, 10 to 100 ASCII characters.
   */
  readonly secret: WebhookSecret;
}

export function twitch({ secret }: TwitchSourceOptions): SourceDefinition {
  return source('twitch', {
    secret,
    signature: {
      ...signedBody('twitch-eventsub-message-signature', { prefix: 'sha256=' }),
      signed: [{ part: 'header', name: 'twitch-eventsub-message-id' }, { part: 'timestamp' }, { part: 'body' }],
      timestamp: { at: { header: 'twitch-eventsub-message-timestamp' }, unit: 'iso8601', toleranceSeconds: 600 },
    },
    deduplication: MessageDeduplication.header('Twitch-Eventsub-Message-Id'),
    challenges: [{
      when: { method: 'POST', has: { from: 'header', name: 'twitch-eventsub-message-type' }, equals: 'webhook_callback_verification' },
      signed: true,
      answer: { status: 200, contentType: 'text/plain', text: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } },
    }],
    retries: true,
  });
}
