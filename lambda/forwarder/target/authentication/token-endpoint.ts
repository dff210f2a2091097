import { CredentialUnavailable } from './credential';
import type { OAuth2Configuration } from '../../../../src/contract/target-secrets';
import { type Answer, type Deadlines, type Destination, destinationOf, exchange, type Exchange } from '../exchange';
import { retryAfterMillis } from '../retry-after';
import { isSendable } from '../sendable';

export interface AccessToken {
  readonly value: string;
  readonly lifetimeSeconds: number;
}

/** Tokens that tell their scopes and claims themselves are long. */
const LONGEST_ANSWER = 65_536;

/** Where the endpoint does not say. */
const USUAL_LIFETIME_SECONDS = 300;

/** Of RFC 6749. Any other text may repeat what was sent, and is not reported. */
const ERRORS: ReadonlySet<unknown> = new Set(['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);

/** Issues access tokens to a client that shows its secret (RFC 6749, section 4.4). */
export class TokenEndpoint {
  private readonly url: URL;
  private readonly destination: Destination;

  constructor(private readonly configuration: OAuth2Configuration, private readonly deadlines: Deadlines, publicOnly?: boolean) {
    this.url = new URL(configuration.tokenUrl);
    this.destination = destinationOf(this.url, publicOnly);
  }

  /** Makes one request. Rejects with {@link CredentialUnavailable}. */
  public async issue(clientSecret: string, now: () => number): Promise<AccessToken> {
    const result = await exchange(this.destination, this.request(clientSecret), this.deadlines, false);
    if (result.kind === 'answer' && result.status === 200) return accessToken(result);
    throw refusal(result, now());
  }

  private request(clientSecret: string) {
    const { clientId, scope, audience, clientSecretIn } = this.configuration;
    const inBody = clientSecretIn === 'body';
    const fields = { grant_type: 'client_credentials', scope, audience, ...inBody && { client_id: clientId, client_secret: clientSecret } };
    const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
    const body = Buffer.from(new URLSearchParams(given).toString());
    const credentials = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
    return {
      method: 'POST',
      path: this.url.pathname + this.url.search,
      headers: [
        'Host', this.url.host,
        'Content-Type', 'application/x-www-form-urlencoded',
        'Content-Length', String(body.length),
        'Accept', 'application/json',
        ...inBody ? [] : ['Authorization', `Basic ${credentials}`],
      ],
      body,
      bytesKept: LONGEST_ANSWER,
    };
  }
}

function accessToken({ body, bodyIncomplete }: Answer): AccessToken {
  const { access_token: value, token_type: type, expires_in: lifetime } = fieldsOf(body);
  if (bodyIncomplete) throw new CredentialUnavailable('TOKEN_UNAVAILABLE', 'the answer of the token endpoint broke off', false);
  if (typeof value !== 'string' || value === '' || !isSendable('Authorization', value)) throw refused('its answer holds no access token that a header can hold');
  if (type !== undefined && !(typeof type === 'string' && type.toLowerCase() === 'bearer')) throw refused('its access token is of another type than Bearer');
  const seconds = Number(lifetime ?? USUAL_LIFETIME_SECONDS);
  return { value, lifetimeSeconds: seconds > 0 ? seconds : USUAL_LIFETIME_SECONDS };
}

/** What the endpoint itself cannot help now may pass; all else is for a person to mend. */
function refusal(result: Exchange, now: number): CredentialUnavailable {
  if (result.kind === 'failure') return new CredentialUnavailable('TOKEN_UNAVAILABLE', `the token endpoint did not answer (${result.code})`, false);
  const { status, headers, body } = result;
  if (status < 500 && status !== 408 && status !== 429) {
    const { error } = fieldsOf(body);
    return refused(`it answered ${status}${ERRORS.has(error) ? ` ${String(error)}` : ''}`);
  }
  return new CredentialUnavailable('TOKEN_UNAVAILABLE', `the token endpoint answered ${status}`, false, retryAfterMillis(headers['retry-after'], now));
}

function refused(why: string): CredentialUnavailable {
  return new CredentialUnavailable('TOKEN_REFUSED', `the token endpoint gave no access token: ${why}`, true);
}

function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null ? parsed as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
