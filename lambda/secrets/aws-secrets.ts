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
    const { field } = reference;
    if (field === undefined) return versions;
    const [current, ...earlier] = versions.map(text => fieldOf(text, field));
    if (current === undefined) throw new Error(`the secret is no JSON object with the text field ${field}`);
    // An earlier version may be of a time when the secret had another form.
    return [current, ...earlier.filter(text => text !== undefined)];
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => loading ??= load();
}

function fieldOf(json: string, field: string): string | undefined {
  const value = parse(json);
  const text = typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
