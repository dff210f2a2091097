import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.nylas`. */
export interface NylasSourceOptions {
  /**
   * The webhook's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function nylas({ secret }: NylasSourceOptions): SourceDefinition {
  return source('nylas', {
    secret,
    signature: signedBody('x-nylas-signature'),
    deduplication: MessageDeduplication.jsonPath('$.id'),
    grouping: MessageGrouping.jsonPath('$.data.object.id'),
    handshakes: [{ method: 'GET', echoes: { from: 'query', name: 'challenge' }, answer: { contentType: 'text/plain' } }],
    acceptedStatuses: [200],
    answerWithinSeconds: 10,
    retries: true,
  });
}
