import type { WebhookSecret } from './webhook-secret';
import type { Challenge } from '../contract/challenge';
import type { SignatureScheme } from '../contract/signature-scheme';
import type { Handshake } from '../door/handshake';
import type { Acknowledgement } from '../policies/acknowledgement';
import type { MessageDeduplication } from '../policies/message-deduplication';
import type { MessageGrouping } from '../policies/message-grouping';

/** All that is to know about a provider. Adding one is adding a file with such a definition, and a factory to `WebhookSource`. */
export interface SourceDefinition {
  /** Such as `github`. */
  readonly name: string;
  readonly signature?: SignatureScheme;
  /** Any of them may have signed. */
  readonly secrets: readonly WebhookSecret[];
  /** By what events are told apart: the same when the provider sends one again. */
  readonly deduplication?: MessageDeduplication;
  /** Absent: nothing that each of its webhooks carries says what belongs together. */
  readonly grouping?: MessageGrouping;
  /** Requests without a webhook that mapping templates answer. */
  readonly handshakes: readonly Handshake[];
  /** Requests without a webhook that take code: with one, webhooks come in by the function door. */
  readonly challenges: readonly Challenge[];
  /** Absent: the provider takes any status of 2xx, with any body. */
  readonly acknowledgement?: Acknowledgement;
}
