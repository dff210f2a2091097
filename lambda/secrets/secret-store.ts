import type { SecretReference } from '../../src/contract/source';

/** Where secrets are read. Both methods reject where the store is down or does not know the secret. */
export interface SecretStore {
  /** The values of a secret that are accepted, the current one first. */
  values(reference: SecretReference): Promise<readonly string[]>;
  /** The same, read anew; undefined where it is too soon for that. */
  refreshed(reference: SecretReference): Promise<readonly string[] | undefined>;
  /** From when the values are, milliseconds since 1970: what changed later is not known. */
  knownAt(reference: SecretReference): Promise<number>;
}

/** Reads a secret where it is kept. */
export type ReadSecret = (reference: SecretReference) => Promise<readonly string[]>;
