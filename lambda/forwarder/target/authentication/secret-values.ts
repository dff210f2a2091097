import { CredentialUnavailable } from './credential';
import type { SecretReference } from '../../../../src/contract/source';
import type { SecretStore } from '../../../secrets/secret-store';

/** The accepted values of a secret, the current one first. Rejects with {@link CredentialUnavailable}. */
export async function secretValues(secrets: SecretStore, reference: SecretReference): Promise<readonly string[]> {
  try {
    return await secrets.values(reference);
  } catch (error) {
    throw new CredentialUnavailable('SECRET_UNAVAILABLE', `${nameOf(reference)} cannot be read (${(error as Error).name})`, false);
  }
}

export async function currentValue(secrets: SecretStore, reference: SecretReference): Promise<string> {
  const [current = ''] = await secretValues(secrets, reference);
  if (current === '') throw unusable(reference, 'is empty');
  return current;
}

/** Reads secrets anew, each at most once a minute. What cannot be read stays as it is. */
export async function reread(secrets: SecretStore, references: readonly SecretReference[]): Promise<void> {
  await Promise.allSettled(references.map(reference => secrets.refreshed(reference)));
}

export function unusable(reference: SecretReference, why: string): CredentialUnavailable {
  return new CredentialUnavailable('SECRET_UNUSABLE', `${nameOf(reference)} ${why}`, true);
}

function nameOf(reference: SecretReference): string {
  if (reference.from === 'parameterStore') return `the parameter ${reference.name}`;
  const name = reference.id.replace(/^.*:/, '');
  return reference.field === undefined ? `the secret ${name}` : `the field ${reference.field} of the secret ${name}`;
}
