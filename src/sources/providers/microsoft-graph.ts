import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.microsoftGraph`. */
export interface MicrosoftGraphSourceOptions {
  /**
   * The `clientState` of the subscriptions, which comes back in each notification.
   *
   * @default - it is not checked
   */
  readonly secret?: WebhookSecret;
}

export function microsoftGraph({ secret }: MicrosoftGraphSourceOptions): SourceDefinition {
  return source('microsoft-graph', {
    secret,
    signature: { kind: 'token', at: { from: 'json', path: '$.value[*].clientState' } },
    handshakes: [{ method: 'POST', echoes: { from: 'query', name: 'validationToken' }, answer: { contentType: 'text/plain' } }],
    answerWithinSeconds: 3,
    retries: true,
  });
}
