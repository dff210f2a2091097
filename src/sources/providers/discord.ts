import { Acknowledgement } from '../../policies/acknowledgement';
import { source, type SourceDefinition } from '../source-definition';
import type { WebhookSecret } from '../webhook-secret';

/** Options of `WebhookSource.discord`. */
export interface DiscordSourceOptions {
  /** The application's public key, in hexadecimal. It is no secret, and kept like one. */
  readonly publicKey: WebhookSecret;
}

export function discord({ publicKey }: DiscordSourceOptions): SourceDefinition {
  return source('discord', {
    secret: publicKey,
    signature: {
      kind: 'ed25519',
      signatures: { header: 'x-signature-ed25519' },
      signed: [{ part: 'timestamp' }, { part: 'body' }],
      timestamp: { at: { header: 'x-signature-timestamp' }, unit: 'seconds', toleranceSeconds: 300 },
    },
    challenges: [{
      when: { method: 'POST', has: { from: 'json', path: '$.type' }, equals: 0 },
      // Discord also sends one with a wrong signature, and saves the address only if that is answered 401.
      signed: true,
      answer: { status: 204 },
    }],
    acknowledgement: Acknowledgement.noContent(),
    acceptedStatuses: [204],
    answerWithinSeconds: 3,
    retries: true,
  });
}
