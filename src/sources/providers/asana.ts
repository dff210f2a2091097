import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.asana`. */
export interface AsanaSourceOptions {
  /**
   * What Asana gave as `X-Hook-Secret` when the webhook was made, in the answer to the call that makes it.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function asana({ secret }: AsanaSourceOptions): SourceDefinition {
  return source('asana', {
    secret,
    signature: signedBody('x-hook-signature'),
    handshakes: [{ method: 'POST', echoes: { from: 'header', name: 'x-hook-secret' }, answer: { header: 'X-Hook-Secret' } }],
    acceptedStatuses: [200, 204],
    answerWithinSeconds: 10,
    retries: true,
  });
}
