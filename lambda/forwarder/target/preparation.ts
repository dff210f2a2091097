import type { SecureContext } from 'node:tls';
import { ClientCredentials } from './authentication/client-credentials';
import { type Credential, CredentialUnavailable, type SecretHeaders } from './authentication/credential';
import { basic, bearer, secretHeader } from './authentication/secret-credential';
import { TlsIdentity } from './authentication/tls-identity';
import { TokenEndpoint } from './authentication/token-endpoint';
import { type SignedMessage, Signer } from './signing';
import type { HttpTargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { SecretStore } from '../../secrets/secret-store';
import { settledWithin } from '../deadline';

/** What a request takes beside the webhook, and only a secret can give. */
export interface Prepared {
  readonly credentials: readonly SecretHeaders[];
  readonly signature?: SecretHeaders;
  readonly secureContext?: SecureContext;
}

export interface PreparationPorts {
  readonly secrets: SecretStore;
  readonly now: () => number;
}

const LONGEST_TOKEN_REQUEST_MILLIS = 5_000;

/** Gets ready what requests are authenticated and signed with. */
export class Preparation {
  private readonly credentials: readonly Credential[];
  private readonly signer?: Signer;
  private readonly tls?: TlsIdentity;
  /** Half of the attempt is for the request itself. */
  private readonly longestMillis: number;

  constructor(configuration: HttpTargetConfiguration, { secrets, now }: PreparationPorts) {
    const { signing, tls, totalTimeoutMillis } = configuration;
    this.longestMillis = totalTimeoutMillis / 2;
    this.credentials = credentialsOf(configuration, { secrets, now });
    this.signer = signing && new Signer(signing, secrets, now);
    this.tls = tls && new TlsIdentity(tls, secrets);
  }

  /** Whether there is nothing to get ready. */
  public get isEmpty(): boolean {
    return this.credentials.length === 0 && this.signer === undefined && this.tls === undefined;
  }

  /** Rejects with {@link CredentialUnavailable}. */
  public async prepare(message: SignedMessage): Promise<Prepared> {
    const prepared = await settledWithin(this.longestMillis, this.all(message));
    if (prepared === undefined) throw new CredentialUnavailable('CREDENTIALS_TIMEOUT', `credentials took longer than ${this.longestMillis} ms`, false);
    return prepared;
  }

  /** For a request that was refused with 401: the same with newer credentials, or undefined where there are none. Never rejects. */
  public renewed(prepared: Prepared, message: SignedMessage, withinMillis: number): Promise<Prepared | undefined> {
    return settledWithin(withinMillis, this.renewal(prepared, message).catch(() => undefined));
  }

  /** For a connection that the backend refused: another certificate may be in the store by now. */
  public async connectionRefused(withinMillis: number): Promise<void> {
    if (this.tls) await settledWithin(withinMillis, this.tls.renew());
  }

  private async renewal({ credentials: refused }: Prepared, message: SignedMessage): Promise<Prepared | undefined> {
    await Promise.all(this.credentials.map((credential, index) => credential.renew(refused[index])));
    const prepared = await this.all(message);
    const isNew = prepared.credentials.some(({ secrets }, index) => secrets[0] !== refused[index].secrets[0]);
    return isNew ? prepared : undefined;
  }

  private async all(message: SignedMessage): Promise<Prepared> {
    const [secureContext, signature, ...credentials] = await Promise.all([
      this.tls?.current(),
      this.signer?.sign(message),
      ...this.credentials.map(credential => credential.current()),
    ]);
    return { credentials, signature, secureContext };
  }
}

function credentialsOf(configuration: HttpTargetConfiguration, ports: PreparationPorts): Credential[] {
  const { authentication, secretHeaders = {} } = configuration;
  const headers = Object.entries(secretHeaders).map(([name, secret]) => secretHeader(ports.secrets, name, secret));
  return authentication === undefined ? headers : [...headers, authenticationOf(authentication, configuration, ports)];
}

type Authentication = NonNullable<HttpTargetConfiguration['authentication']>;

function authenticationOf(authentication: Authentication, configuration: HttpTargetConfiguration, ports: PreparationPorts): Credential {
  const { secrets } = ports;
  switch (authentication.kind) {
    case 'basic': return basic(secrets, authentication.username, authentication.password);
    case 'bearer': return bearer(secrets, authentication.token);
    case 'oauth2': {
      const totalTimeoutMillis = Math.min(configuration.totalTimeoutMillis / 2, LONGEST_TOKEN_REQUEST_MILLIS);
      const endpoint = new TokenEndpoint(authentication, { ...configuration, totalTimeoutMillis }, configuration.publicAddressesOnly);
      return new ClientCredentials(endpoint, authentication.clientSecret, ports);
    }
  }
}
