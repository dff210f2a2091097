import { MessageDeduplication } from '../../policies/message-deduplication';
import { MessageGrouping } from '../../policies/message-grouping';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.square`. */
export interface SquareSourceOptions {
  /**
   * The subscription's signature key.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function square({ secret }: SquareSourceOptions): SourceDefinition {
  return source('square', {
    secret,
    signature: { ...signedBody('x-square-hmacsha256-signature', { encoding: 'base64' }), signed: [{ part: 'url' }, { part: 'body' }] },
    deduplication: MessageDeduplication.jsonPath('$.event_id'),
    grouping: MessageGrouping.jsonPath('$.data.id'),
    answerWithinSeconds: 10,
    retries: true,
  });
}
