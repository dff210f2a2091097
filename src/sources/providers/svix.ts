import { MessageDeduplication } from '../../policies/message-deduplication';
import { standardScheme } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.svix`. */
export interface SvixSourceOptions {
  /**
   * The endpoint's signing secret, `whsec_…`.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function svix({ secret }: SvixSourceOptions): SourceDefinition {
  return source('svix', {
    secret,
    signature: standardScheme('svix'),
    deduplication: MessageDeduplication.header('svix-id'),
    answerWithinSeconds: 15,
    retries: true,
  });
}
