import type { Challenge } from './challenge';
import type { SignatureScheme } from './signature-scheme';

/** Where a secret is kept; its value is in no template. */
export type SecretReference =
  /** With a field, the secret is a JSON object and the field's text is the value. */
  | { readonly from: 'secretsManager'; readonly id: string; readonly field?: string }
  | { readonly from: 'parameterStore'; readonly name: string };

/** What code has to know about a source to tell its webhooks from forged ones. */
export interface SignedSource {
  /** Such as `github`. */
  readonly name: string;
  readonly signature?: SignatureScheme;
  /** Any of them may have signed. None: nothing is checked. */
  readonly secrets: readonly SecretReference[];
}

/** And to answer its challenges. */
export interface SourceConfiguration extends SignedSource {
  readonly challenges: readonly Challenge[];
}
