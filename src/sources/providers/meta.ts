import type { SecretValue } from 'aws-cdk-lib';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.meta`. */
export interface MetaSourceOptions {
  /**
   * The verify token that the subscription was set up with. A reference, such as `SecretValue.secretsManager`, keeps it out of the
   * template; whoever may read the API's configuration can read it all the same.
   */
  readonly verifyToken: SecretValue;

  /**
   * The app's secret.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;
}

export function meta({ verifyToken, secret }: MetaSourceOptions): SourceDefinition {
  return source('meta', {
    secret,
    signature: signedBody('x-hub-signature-256', { prefix: 'sha256=' }),
    handshakes: [{
      method: 'GET',
      echoes: { from: 'query', name: 'hub.challenge' },
      requires: [
        { at: { from: 'query', name: 'hub.mode' }, oneOf: ['subscribe'] },
        { at: { from: 'query', name: 'hub.verify_token' }, secret: verifyToken },
      ],
      answer: { contentType: 'text/plain' },
    }],
    acceptedStatuses: [200],
    retries: true,
  });
}
