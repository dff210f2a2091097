import type { Ports } from './ports';
import type { SecretStore } from '../secrets/secret-store';

/** A store that is opened for the first secret that is asked for. */
export function lazySecrets(open: () => Promise<SecretStore>): SecretStore {
  const store = once(open);
  return {
    values: async reference => (await store()).values(reference),
    knownAt: async reference => (await store()).knownAt(reference),
    refreshed: async reference => (await store()).refreshed(reference),
  };
}

/** A verifier that is loaded for the first webhook that has to be checked. */
export function lazyVerifier(load: () => Promise<Ports['verifier']>): Ports['verifier'] {
  const verifier = once(load);
  return { verify: async (...check) => (await verifier()).verify(...check) };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => loading ??= load();
}
