import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.dropbox`. */
export interface DropboxSourceOptions {
  /**
   * The app's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function dropbox({ secret }: DropboxSourceOptions): SourceDefinition {
  return source('dropbox', {
    secret,
    signature: signedBody('x-dropbox-signature'),
    handshakes: [{ method: 'GET', echoes: { from: 'query', name: 'challenge' }, answer: { contentType: 'text/plain' } }],
    acceptedStatuses: [200],
    answerWithinSeconds: 10,
    retries: true,
  });
}
