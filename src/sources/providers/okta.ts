import { requireHeaderName } from '../../door/id-names';
import { Acknowledgement } from '../../policies/acknowledgement';
import { MessageDeduplication } from '../../policies/message-deduplication';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.okta`. */
export interface OktaSourceOptions {
  /**
   * The authentication secret of the event hook, which Okta sends along.
   *
   * @default - it is not checked
   */
  readonly secret?: WebhookSecret;

  /**
   * The header in which it comes.
   *
   * @default 'Authorization'
   */
  readonly header?: string;
}

export function okta({ secret, header = 'Authorization' }: OktaSourceOptions): SourceDefinition {
  return source('okta', {
    secret,
    signature: { kind: 'token', at: { from: 'header', name: requireHeaderName('WebhookSource.okta: header', header).toLowerCase() } },
    deduplication: MessageDeduplication.jsonPath('$.eventId'),
    handshakes: [{
      method: 'GET',
      echoes: { from: 'header', name: 'x-okta-verification-challenge' },
      answer: { contentType: 'application/json', field: 'verification' },
    }],
    // Okta wants an answer without a body.
    acknowledgement: Acknowledgement.noContent(),
    acceptedStatuses: [200, 204],
    answerWithinSeconds: 3,
    retries: true,
  });
}
