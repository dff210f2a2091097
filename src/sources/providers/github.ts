import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import type { SourceDefinition } from '../source-definition';
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
  return {
    name: 'github',
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      signatures: { header: 'x-hub-signature-256', prefix: 'sha256=' },
      signed: [{ part: 'body' }],
      key: { encoding: 'utf8' },
    },
    secrets: secret ? [secret] : [],
    deduplication: MessageDeduplication.header('X-GitHub-Delivery'),
    grouping: MessageGrouping.jsonPath('$.repository.full_name'),
    handshakes: [],
    challenges: [],
  };
}
