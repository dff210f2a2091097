import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.bitbucket`. */
export interface BitbucketSourceOptions {
  /**
   * The webhook's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function bitbucket({ secret }: BitbucketSourceOptions): SourceDefinition {
  return source('bitbucket', {
    secret,
    signature: signedBody('x-hub-signature', { prefix: 'sha256=' }),
    deduplication: MessageDeduplication.header('X-Request-UUID'),
    grouping: MessageGrouping.jsonPath('$.repository.full_name'),
    answerWithinSeconds: 10,
    retries: true,
  });
}
