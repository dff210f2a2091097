import type { ValueLocation } from '../../contract/signature-scheme';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.x`. */
export interface XSourceOptions {
  /**
   * The app's consumer secret, which answers X's challenges too.
   */
  readonly secret: WebhookSecret;
}

const CRC_TOKEN: ValueLocation = { from: 'query', name: 'crc_token' };

export function x({ secret }: XSourceOptions): SourceDefinition {
  return source('x', {
    secret,
    signature: signedBody('x-twitter-webhooks-signature', { prefix: 'sha256=', encoding: 'base64' }),
    challenges: [{
      when: { method: 'GET', has: CRC_TOKEN },
      signed: false,
      answer: {
        status: 200,
        contentType: 'application/json',
        fields: { response_token: { kind: 'hmac', of: CRC_TOKEN, encoding: 'base64', prefix: 'sha256=' } },
      },
    }],
    acceptedStatuses: [200],
    answerWithinSeconds: 10,
  });
}
