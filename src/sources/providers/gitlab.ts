import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { invalidArgument } from '../../private/invalid-property';
import { standardScheme } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.gitlab`. One of the two at most. */
export interface GitLabSourceOptions {
  /**
   * The webhook's secret token, which GitLab sends along.
   *
   * @default - it is not checked
   */
  readonly secret?: WebhookSecret;

  /**
   * The webhook's signing token, `whsec_…`, with which newer versions of GitLab sign as Standard Webhooks does.
   *
   * @default - signatures are not checked
   */
  readonly signingToken?: WebhookSecret;
}

export function gitlab({ secret, signingToken }: GitLabSourceOptions): SourceDefinition {
  if (secret && signingToken) throw invalidArgument('WebhookSource.gitlab', 'secret and signingToken', 'one of them');
  return source('gitlab', {
    secret: secret ?? signingToken,
    signature: signingToken ? standardScheme('webhook') : { kind: 'token', at: { from: 'header', name: 'x-gitlab-token' } },
    deduplication: MessageDeduplication.header('Idempotency-Key'),
    grouping: MessageGrouping.jsonPath('$.project.id'),
    answerWithinSeconds: 10,
    retries: false,
  });
}
