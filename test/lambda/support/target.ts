import { MemorySecrets } from './memory-secrets';
import { HttpTarget } from '../../../lambda/forwarder/target/http-target';
import { awsSecrets } from '../../../lambda/secrets/aws-secrets';
import { CachedSecrets } from '../../../lambda/secrets/cached-secrets';
import type { SecretStore } from '../../../lambda/secrets/secret-store';
import type { HttpTargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { SecretReference } from '../../../src/contract/source';

type Configuration = Partial<HttpTargetConfiguration>;

export interface TargetOptions {
  readonly now?: () => number;
  readonly secrets?: SecretStore;
}

/** A target with short deadlines, which may be on this machine. */
export function httpTarget(url: string, configuration: Configuration = {}, { now = Date.now, secrets }: TargetOptions = {}): HttpTarget {
  const usual = { connectTimeoutMillis: 2_000, firstByteTimeoutMillis: 2_000, totalTimeoutMillis: 4_000, forwardHeaders: [] };
  return new HttpTarget({ kind: 'http', url, allowHttp: true, ...usual, ...configuration }, now, secrets ?? cachedSecrets(new MemorySecrets(), now));
}

/** Secrets as the forwarder keeps them. */
export function cachedSecrets({ read }: MemorySecrets, now: () => number = Date.now): SecretStore {
  const readAll = (id: string) => read(secret(id));
  return new CachedSecrets(awsSecrets({
    secretsManager: async () => readAll,
    parameterStore: async () => async name => (await readAll(name))[0],
  }), now);
}

export const secret = (id: string, field?: string): SecretReference => ({ from: 'secretsManager', id, ...field !== undefined && { field } });

/** For requests that keep no pace. */
export const atOnce = async (): Promise<void> => { /* Their turn is now. */ };
