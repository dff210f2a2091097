import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.github`. */
export interface GitHubSourceOptions {
  /**
   * The webhook's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function github({ secret }: GitHubSourceOptions): SourceDefinition {
  return source('github', {
    secret,
    signature: signedBody('x-hub-signature-256', { prefix: 'sha256=' }),
    deduplication: MessageDeduplication.header('X-GitHub-Delivery'),
    grouping: MessageGrouping.jsonPath('$.repository.full_name'),
    answerWithinSeconds: 10,
    retries: false,
  });
}
