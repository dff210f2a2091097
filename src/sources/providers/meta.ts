import type { SecretValue } from 'aws-cdk-lib';
import { MessageGrouping } from '../../policies/message-grouping';
import type { SourceDefinition } from '../source-definition';
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
  readonly appSecret?: WebhookSecret;
}

export function meta({ verifyToken, appSecret }: MetaSourceOptions): SourceDefinition {
  return {
    name: 'meta',
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      signatures: { header: 'x-hub-signature-256', prefix: 'sha256=' },
      signed: [{ part: 'body' }],
      key: { encoding: 'utf8' },
    },
    secrets: appSecret ? [appSecret] : [],
    grouping: MessageGrouping.jsonPath('$.entry[0].id'),
    handshakes: [{
      method: 'GET',
      echoes: { from: 'query', name: 'hub.challenge' },
      token: { at: { from: 'query', name: 'hub.verify_token' }, value: verifyToken },
      answer: { status: 200, contentType: 'text/plain' },
    }],
    challenges: [],
  };
}
