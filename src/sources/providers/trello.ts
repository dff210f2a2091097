import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.trello`. */
export interface TrelloSourceOptions {
  /**
   * The app's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function trello({ secret }: TrelloSourceOptions): SourceDefinition {
  return source('trello', {
    secret,
    signature: { ...signedBody('x-trello-webhook', { algorithm: 'sha1', encoding: 'base64' }), signed: [{ part: 'body' }, { part: 'url' }] },
    deduplication: MessageDeduplication.jsonPath('$.action.id'),
    grouping: MessageGrouping.jsonPath('$.action.data.card.id'),
    handshakes: [{ method: 'HEAD', answer: {} }],
    acceptedStatuses: [200],
    retries: true,
  });
}
