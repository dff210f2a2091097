import { awsSecrets } from './aws-secrets';
import { CachedSecrets } from './cached-secrets';
import type { SecretStore } from './secret-store';

/** This module is bundled apart for the forwarder, and loaded with the first secret that is asked for. */
export function openSecrets(): SecretStore {
  const clients = {
    secretsManager: async () => (await import('./secrets-manager.js')).readSecretsManager(),
    parameterStore: async () => (await import('./parameter-store.js')).readParameterStore(),
  };
  return new CachedSecrets(awsSecrets(clients), Date.now);
}
