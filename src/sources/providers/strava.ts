import type { SecretValue } from 'aws-cdk-lib';
import { MessageGrouping } from '../../policies/message-grouping';
import { source, type SourceDefinition } from '../source-definition';

/** Options of `WebhookSource.strava`. */
export interface StravaSourceOptions {
  /**
   * The verify token that the subscription is made with. A reference, such as `SecretValue.secretsManager`, keeps it out of the template;
   * whoever may read the API's configuration can read it all the same.
   */
  readonly verifyToken: SecretValue;
}

export function strava({ verifyToken }: StravaSourceOptions): SourceDefinition {
  return source('strava', {
    grouping: MessageGrouping.jsonPath('$.object_id'),
    handshakes: [{
      method: 'GET',
      echoes: { from: 'query', name: 'hub.challenge' },
      requires: [
        { at: { from: 'query', name: 'hub.mode' }, oneOf: ['subscribe'] },
        { at: { from: 'query', name: 'hub.verify_token' }, secret: verifyToken },
      ],
      answer: { contentType: 'application/json', field: 'hub.challenge' },
    }],
    acceptedStatuses: [200],
    answerWithinSeconds: 2,
    retries: true,
  });
}
