import type { Credential, SecretHeaders } from './credential';
import { currentValue, reread, unusable } from './secret-values';
import type { SecretReference } from '../../../../src/contract/source';
import type { SecretStore } from '../../../secrets/secret-store';
import { isSendable } from '../sendable';

/** A header that is made of one or two secrets. */
export class SecretCredential implements Credential {
  constructor(
    private readonly secrets: SecretStore,
    private readonly references: readonly SecretReference[],
    private readonly name: string,
    private readonly valueOf: (secrets: readonly string[]) => string,
  ) {}

  public async current(): Promise<SecretHeaders> {
    const values = await Promise.all(this.references.map(reference => currentValue(this.secrets, reference)));
    const value = this.valueOf(values);
    // Such as the line break at the end of a file that was stored as a secret.
    if (!isSendable(this.name, value)) throw unusable(this.references[0], `has characters that the header ${this.name} cannot hold`);
    // An answer may repeat it without the scheme before it.
    return { headers: [[this.name, value]], secrets: [value, value.replace(/^\w+ /, ''), ...values] };
  }

  public renew(): Promise<void> {
    return reread(this.secrets, this.references);
  }
}

export function basic(secrets: SecretStore, username: SecretReference, password: SecretReference): Credential {
  return new SecretCredential(secrets, [username, password], 'Authorization', pair => `Basic ${Buffer.from(pair.join(':')).toString('base64')}`);
}

export function bearer(secrets: SecretStore, token: SecretReference): Credential {
  return new SecretCredential(secrets, [token], 'Authorization', ([value]) => `Bearer ${value}`);
}

export function secretHeader(secrets: SecretStore, name: string, secret: SecretReference): Credential {
  return new SecretCredential(secrets, [secret], name, ([value]) => value);
}
