import type { ReadSecret } from '../../../lambda/secrets/secret-store';
import type { SecretReference } from '../../../src/contract/source';

/** Secrets Manager and Parameter Store, in memory: each value by the id or name of its secret, the current one first. */
export class MemorySecrets {
  public readonly values = new Map<string, readonly string[]>();
  public readonly asked: string[] = [];

  public readonly read: ReadSecret = async (reference: SecretReference) => {
    const id = reference.from === 'secretsManager' ? reference.id : reference.name;
    this.asked.push(id);
    const values = this.values.get(id);
    if (values === undefined) throw new Error('there is no such secret');
    return values;
  };
}
