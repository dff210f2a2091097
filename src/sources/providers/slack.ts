import { Acknowledgement } from '../../policies/acknowledgement';
import { MessageDeduplication } from '../../policies/message-deduplication';
import { versionedScheme } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.slack`. */
export interface SlackSourceOptions {
  /**
   * The app's signing secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function slack({ secret }: SlackSourceOptions): SourceDefinition {
  return source('slack', {
    secret,
    signature: versionedScheme('x-slack-signature', 'x-slack-request-timestamp'),
    deduplication: MessageDeduplication.jsonPath('$.event_id'),
    // Slack shows a person the body of the answer to a command.
    acknowledgement: Acknowledgement.empty(),
    challenges: [{
      when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 'url_verification' },
      signed: true,
      answer: { status: 200, contentType: 'text/plain', text: { kind: 'copy', of: { from: 'json', path: '$.challenge' } } },
    }],
    answerWithinSeconds: 3,
    retries: true,
  });
}
