import { Acknowledgement } from '../../policies/acknowledgement';
import { MessageDeduplication } from '../../policies/message-deduplication';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.twilio`. */
export interface TwilioSourceOptions {
  /**
   * The account's auth token.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function twilio({ secret }: TwilioSourceOptions): SourceDefinition {
  return source('twilio', {
    secret,
    signature: { kind: 'formUrl', signatures: { header: 'x-twilio-signature' }, bodyHashParameter: 'bodySHA256' },
    deduplication: MessageDeduplication.header('I-Twilio-Idempotency-Token'),
    // Twilio would take a body for instructions.
    acknowledgement: Acknowledgement.noContent(),
    answerWithinSeconds: 15,
    retries: false,
  });
}
