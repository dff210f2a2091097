import type { Handshake, RequiredValue } from '../../door/handshake';
import { HmacAlgorithm } from '../hmac-algorithm';
import { signedBody } from '../schemes';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.webSub`. */
export interface WebSubSourceOptions {
  /**
   * The `hub.secret` of the subscriptions.
   *
   * @default - signatures are not checked
   */
  readonly secret?: WebhookSecret;

  /**
   * What the hub signs with.
   *
   * @default HmacAlgorithm.SHA256
   */
  readonly algorithm?: HmacAlgorithm;

  /**
   * Addresses of the topics that may be subscribed to and unsubscribed from.
   *
   * @default - any topic: whoever knows the address can subscribe it to what they like
   */
  readonly topics?: string[];
}

export function webSub({ secret, algorithm = HmacAlgorithm.SHA256, topics }: WebSubSourceOptions): SourceDefinition {
  return source('web-sub', {
    secret,
    signature: signedBody('x-hub-signature', { prefix: `${algorithm}=`, algorithm }),
    handshakes: [intentVerification(topics)],
  });
}

function intentVerification(topics?: readonly string[]): Handshake {
  const topic: RequiredValue[] = topics ? [{ at: { from: 'query', name: 'hub.topic' }, oneOf: topics }] : [];
  return {
    method: 'GET',
    echoes: { from: 'query', name: 'hub.challenge' },
    requires: [{ at: { from: 'query', name: 'hub.mode' }, oneOf: ['subscribe', 'unsubscribe'] }, ...topic],
    answer: { contentType: 'text/plain' },
  };
}
