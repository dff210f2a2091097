import type { WebhookSecret } from './webhook-secret';
import type { Challenge } from '../contract/challenge';
import type { SignatureScheme } from '../contract/signature-scheme';
import type { SignedSource } from '../contract/source';
import type { Handshake } from '../door/handshake';
import type { Acknowledgement } from '../policies/acknowledgement';
import type { MessageDeduplication } from '../policies/message-deduplication';
import type { MessageGrouping } from '../policies/message-grouping';

/** All that is to know about a provider. Adding one is adding a file with such a definition, and a factory to `WebhookSource`. */
export interface SourceDefinition extends SourceFacts {
  /** Such as `github`. */
  readonly name: string;
  /** Any of them may have signed. */
  readonly secrets: readonly WebhookSecret[];
  /** Requests without a webhook that mapping templates answer. */
  readonly handshakes: readonly Handshake[];
  /** Requests without a webhook that take code: with one, webhooks come in by the function door. */
  readonly challenges: readonly Challenge[];
}

export interface SourceFacts {
  readonly signature?: SignatureScheme;
  /** By what events are told apart: the same when the provider sends one again. */
  readonly deduplication?: MessageDeduplication;
  /** Absent: nothing that its webhooks carry says what belongs together, and nothing more than that. */
  readonly grouping?: MessageGrouping;
  /** Absent: it takes an answer of 200 with the message id, as from any other sender. */
  readonly acknowledgement?: Acknowledgement;
  /** Statuses that count as taken. Absent: each of 2xx. */
  readonly acceptedStatuses?: readonly number[];
  /** For how long the provider waits for the answer. Absent: it does not say. */
  readonly answerWithinSeconds?: number;
  /** Whether the provider sends a webhook again that was not taken. Absent: it does not say. */
  readonly retries?: boolean;
}

interface Source extends SourceFacts, Partial<Pick<SourceDefinition, 'handshakes' | 'challenges'>> {
  readonly secret?: WebhookSecret;
}

/** A definition, in which what is left out is nothing. */
export function source(name: string, { secret, ...facts }: Source): SourceDefinition {
  return { name, secrets: secret ? [secret] : [], handshakes: [], challenges: [], ...facts };
}

/** What tells the source's webhooks from forged ones; undefined where nothing does. */
export function signedSource({ name, signature, secrets }: SourceDefinition): SignedSource | undefined {
  if (signature === undefined || secrets.length === 0) return undefined;
  return { name, signature, secrets: secrets.map(secret => secret._reference) };
}
