import type { ValueLocation } from '../../contract/signature-scheme';
import { MessageGrouping } from '../../policies/message-grouping';
import { versionedScheme } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.zoom`. */
export interface ZoomSourceOptions {
  /**
   * The app's secret token, which answers Zoom's validation too.
   */
  readonly secret: WebhookSecret;
}

const PLAIN_TOKEN: ValueLocation = { from: 'json', path: '$.payload.plainToken' };

export function zoom({ secret }: ZoomSourceOptions): SourceDefinition {
  return source('zoom', {
    secret,
    signature: versionedScheme('x-zm-signature', 'x-zm-request-timestamp'),
    grouping: MessageGrouping.jsonPath('$.payload.object.id'),
    challenges: [{
      when: { method: 'POST', has: { from: 'json', path: '$.event' }, equals: 'endpoint.url_validation' },
      // Without this, anyone could have the secret token sign a webhook of their own.
      signed: true,
      answer: {
        status: 200,
        contentType: 'application/json',
        fields: {
          plainToken: { kind: 'copy', of: PLAIN_TOKEN },
          encryptedToken: { kind: 'hmac', of: PLAIN_TOKEN, encoding: 'hex' },
        },
      },
    }],
    acceptedStatuses: [200, 204],
    answerWithinSeconds: 3,
    retries: true,
  });
}
