import { CredentialUnavailable, type Credential, type SecretHeaders } from './credential';
import { currentValue, reread } from './secret-values';
import type { TokenEndpoint } from './token-endpoint';
import type { SecretReference } from '../../../../src/contract/source';
import type { SecretStore } from '../../../secrets/secret-store';

/** A token is renewed so long before it expires, or at half of its life if that is shorter. */
const EARLY_MILLIS = 60_000;
/** A backend that refuses each token costs no more calls than this allows. */
const RENEWAL_MILLIS = 60_000;
const SHORTEST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 60_000;
/** Where the endpoint asks for it. */
const LONGEST_ASKED_PAUSE_MILLIS = 600_000;

interface Token {
  readonly value: string;
  readonly issuedAt: number;
  readonly renewAt: number;
  readonly expiresAt: number;
}

export interface ClientCredentialsPorts {
  readonly secrets: SecretStore;
  readonly now: () => number;
}

/**
 * An access token that is got with the client's own credentials. It is kept until shortly before it expires; all who ask at the same time share
 * one call, and after a call that failed there is a pause, which doubles.
 */
export class ClientCredentials implements Credential {
  private token?: Token;
  private asking?: Promise<Token>;
  private failures = 0;
  private failure?: CredentialUnavailable;
  private pauseUntil = 0;

  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly clientSecret: SecretReference,
    private readonly ports: ClientCredentialsPorts,
  ) {}

  public async current(): Promise<SecretHeaders> {
    const { value } = await this.valid();
    return { headers: [['Authorization', `Bearer ${value}`]], secrets: [value] };
  }

  public async renew({ secrets }: SecretHeaders): Promise<void> {
    const { token } = this;
    const now = this.ports.now();
    if (token === undefined || !secrets.includes(token.value) || now - token.issuedAt < RENEWAL_MILLIS || now < this.pauseUntil) return;
    await this.ask().catch(() => { /* The token that there is stays. */ });
  }

  private async valid(): Promise<Token> {
    const { token } = this;
    const now = this.ports.now();
    if (token !== undefined && now < token.renewAt) return token;
    try {
      return await this.askUnlessPaused(now);
    } catch (error) {
      if (token !== undefined && this.ports.now() < token.expiresAt) return token;
      throw error;
    }
  }

  private async askUnlessPaused(now: number): Promise<Token> {
    const { failure, pauseUntil } = this;
    if (failure === undefined || now >= pauseUntil) return this.ask();
    throw new CredentialUnavailable(failure.code, failure.message, failure.slow, pauseUntil - now);
  }

  private ask(): Promise<Token> {
    this.asking ??= this.issue().finally(() => { this.asking = undefined; });
    return this.asking;
  }

  private async issue(): Promise<Token> {
    const { secrets, now } = this.ports;
    const clientSecret = await currentValue(secrets, this.clientSecret);
    try {
      const { value, lifetimeSeconds } = await this.endpoint.issue(clientSecret, now);
      const [issuedAt, life] = [now(), lifetimeSeconds * 1000];
      this.failures = 0;
      this.failure = undefined;
      return this.token = { value, issuedAt, renewAt: issuedAt + life - Math.min(EARLY_MILLIS, life / 2), expiresAt: issuedAt + life };
    } catch (error) {
      if (error instanceof CredentialUnavailable) await this.onFailure(error);
      throw error;
    }
  }

  private async onFailure(failure: CredentialUnavailable): Promise<void> {
    const pause = Math.min(SHORTEST_PAUSE_MILLIS * 2 ** this.failures++, LONGEST_PAUSE_MILLIS);
    this.failure = failure;
    this.pauseUntil = this.ports.now() + Math.max(pause, Math.min(failure.retryAfterMillis ?? 0, LONGEST_ASKED_PAUSE_MILLIS));
    // The secret may have been replaced.
    if (failure.code === 'TOKEN_REFUSED') await reread(this.ports.secrets, [this.clientSecret]);
  }
}
