import { targetUrl } from './target-url';
import type { TargetAuthenticationConfiguration } from '../contract/target-secrets';
import { invalidArgument } from '../private/invalid-property';
import type { WebhookSecret } from '../sources/webhook-secret';

/** User name and password for `TargetAuthentication.basic`. */
export interface BasicAuthenticationOptions {
  /** Such as `WebhookSecret.fromSecretsManager(secret, 'username')`. */
  readonly username: WebhookSecret;

  /** It may be another field of the same secret. */
  readonly password: WebhookSecret;
}

/** Where the client's id and secret stand in the request for a token. */
export enum ClientSecretPlace {
  /** In the `Authorization` header, encoded as RFC 6749 says. Each server has to take them there. */
  HEADER = 'HEADER',
  /** In the body, which some servers want. */
  BODY = 'BODY',
}

/** Options of `TargetAuthentication.oauth2ClientCredentials`. */
export interface OAuth2ClientCredentialsOptions {
  /** Address of the token endpoint; `https:`, unless the target may be `http:`. */
  readonly tokenUrl: string;

  /** Public name of the client. */
  readonly clientId: string;

  /** What the client shows to get a token. */
  readonly clientSecret: WebhookSecret;

  /**
   * What the token is to allow, separated by blanks.
   *
   * @default - whatever the server gives
   */
  readonly scope?: string;

  /**
   * For whom the token is, where the server asks for that.
   *
   * @default - not said
   */
  readonly audience?: string;

  /**
   * Where id and secret stand in the request for a token.
   *
   * @default ClientSecretPlace.HEADER
   */
  readonly clientSecretPlace?: ClientSecretPlace;
}

/**
 * How requests tell an HTTP target that they come from this buffer: by their `Authorization` header, which takes the place of the webhook's own.
 *
 * Where a target answers 401, what the header is made of is got anew, at most once a minute; if it is another one, the request is made once
 * more in the same attempt.
 */
export abstract class TargetAuthentication {
  /** User name and password, by HTTP's Basic scheme. */
  public static basic(options: BasicAuthenticationOptions): TargetAuthentication {
    const { username, password } = options;
    return new DefinedAuthentication({ kind: 'basic', username: username._reference, password: password._reference }, [username, password]);
  }

  /** A token that does not change by itself. */
  public static bearer(token: WebhookSecret): TargetAuthentication {
    return new DefinedAuthentication({ kind: 'bearer', token: token._reference }, [token]);
  }

  /**
   * An access token of OAuth 2.0, got by client credentials (RFC 6749, section 4.4). It is kept in memory until shortly before it expires, by each
   * execution environment for itself.
   *
   * @throws if the token endpoint's address is not absolute, or has credentials or a fragment, or if the client has no id
   */
  public static oauth2ClientCredentials(options: OAuth2ClientCredentialsOptions): TargetAuthentication {
    const { tokenUrl, clientId, clientSecret, scope, audience, clientSecretPlace } = options;
    const call = 'TargetAuthentication.oauth2ClientCredentials';
    targetUrl(`${call}: tokenUrl`, tokenUrl, { allowHttp: true, allowQuery: true });
    if (clientId === '') throw invalidArgument(`${call}: clientId`, clientId, 'the name by which the server knows the client');
    const inBody = clientSecretPlace === ClientSecretPlace.BODY;
    return new DefinedAuthentication({
      kind: 'oauth2', tokenUrl, clientId, clientSecret: clientSecret._reference, ...inBody && { clientSecretIn: 'body' }, scope, audience,
    }, [clientSecret]);
  }

  /** @internal */
  public abstract readonly _configuration: TargetAuthenticationConfiguration;

  /** @internal */
  public abstract readonly _secrets: readonly WebhookSecret[];
}

class DefinedAuthentication extends TargetAuthentication {
  constructor(public readonly _configuration: TargetAuthenticationConfiguration, public readonly _secrets: readonly WebhookSecret[]) {
    super();
  }
}
