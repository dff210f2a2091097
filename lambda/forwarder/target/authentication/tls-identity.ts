import { createSecureContext, type SecureContext } from 'node:tls';
import { currentValue, reread, unusable } from './secret-values';
import type { SecretReference } from '../../../../src/contract/source';
import type { TargetTlsConfiguration } from '../../../../src/contract/target-secrets';
import type { SecretStore } from '../../../secrets/secret-store';

/** Which certificates the forwarder shows and trusts. The context stays the same object for as long as the secrets do. */
export class TlsIdentity {
  private readonly references: readonly SecretReference[];
  private texts: readonly string[] = [];
  private context?: SecureContext;

  constructor(private readonly configuration: TargetTlsConfiguration, private readonly secrets: SecretStore) {
    const { clientCertificate, authorities } = configuration;
    this.references = [clientCertificate?.certificate, clientCertificate?.privateKey, authorities].filter(reference => reference !== undefined);
  }

  /** Rejects with CredentialUnavailable. */
  public async current(): Promise<SecureContext> {
    const texts = await Promise.all(this.references.map(reference => currentValue(this.secrets, reference)));
    if (this.context !== undefined && texts.every((text, index) => text === this.texts[index])) return this.context;
    return this.change(texts);
  }

  /** The connection was refused: another certificate may be in the store by now. */
  public renew(): Promise<void> {
    return reread(this.secrets, this.references);
  }

  private async change(texts: readonly string[]): Promise<SecureContext> {
    const { clientCertificate } = this.configuration;
    const [cert, key] = clientCertificate ? texts : [];
    const ca = clientCertificate ? texts[2] : texts[0];
    try {
      this.context = createSecureContext({ cert, key, ca });
      this.texts = texts;
      return this.context;
    } catch (error) {
      // One of them may be newer than the other.
      await this.renew();
      throw unusable(this.references[0], `is not what TLS takes, or does not go with its key (${(error as NodeJS.ErrnoException).code ?? 'no PEM'})`);
    }
  }
}
