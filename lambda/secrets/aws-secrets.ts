import type { ReadSecret } from './secret-store';

/** The clients of both stores, each loaded where it is needed. */
export interface SecretStoreClients {
  /** Resolves to a function that reads the accepted versions of a secret. */
  secretsManager(): Promise<(id: string) => Promise<readonly string[]>>;
  /** Resolves to a function that reads a parameter. */
  parameterStore(): Promise<(name: string) => Promise<string>>;
}

/** Reads secrets where AWS keeps them. */
export function awsSecrets(clients: SecretStoreClients): ReadSecret {
  const secretsManager = once(clients.secretsManager);
  const parameterStore = once(clients.parameterStore);
  return async reference => {
    if (reference.from === 'parameterStore') return [await (await parameterStore())(reference.name)];
    const versions = await (await secretsManager())(reference.id);
    return versions.map(text => reference.field === undefined ? text : fieldOf(text, reference.field));
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => loading ??= load();
}

/** @throws without quoting the secret */
function fieldOf(json: string, field: string): string {
  const value = parse(json);
  const text = typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
  if (typeof text !== 'string') throw new Error(`the secret is no JSON object with the text field ${field}`);
  return text;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
