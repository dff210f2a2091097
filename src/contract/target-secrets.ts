import type { SecretReference } from './source';

/** What of an HTTP target rests on secrets. */
export interface TargetSecrets {
  /** Headers of each request, in place of those that a webhook has by these names. */
  readonly secretHeaders?: { readonly [name: string]: SecretReference };
  readonly authentication?: TargetAuthenticationConfiguration;
  readonly tls?: TargetTlsConfiguration;
  readonly signing?: SigningConfiguration;
}

/** How the target tells that a request comes from this buffer. */
export type TargetAuthenticationConfiguration = BasicConfiguration | BearerConfiguration | OAuth2Configuration;

export interface BasicConfiguration {
  readonly kind: 'basic';
  readonly username: SecretReference;
  readonly password: SecretReference;
}

export interface BearerConfiguration {
  readonly kind: 'bearer';
  readonly token: SecretReference;
}

/** OAuth 2.0, client credentials. */
export interface OAuth2Configuration {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: SecretReference;
  /** Absent: in the header. */
  readonly clientSecretIn?: 'body';
  readonly scope?: string;
  readonly audience?: string;
}

/** The forwarder's side of a TLS connection. */
export interface TargetTlsConfiguration {
  /** The certificate that it shows, with those that lead to its issuer, and its private key; PEM. */
  readonly clientCertificate?: { readonly certificate: SecretReference; readonly privateKey: SecretReference };
  /** Certificates of those who may vouch for the target, PEM; in place of those that Node.js trusts. */
  readonly authorities?: SecretReference;
}

/** How requests are signed, so that the backend can trust their bodies without the provider's secret. */
export interface SigningConfiguration {
  readonly kind: 'standardWebhooks';
  readonly secret: SecretReference;
}

export function secretsOfTarget({ secretHeaders = {}, authentication, tls, signing }: TargetSecrets): SecretReference[] {
  return [
    ...Object.values(secretHeaders),
    ...authentication ? secretsOfAuthentication(authentication) : [],
    ...tls?.clientCertificate ? [tls.clientCertificate.certificate, tls.clientCertificate.privateKey] : [],
    ...tls?.authorities ? [tls.authorities] : [],
    ...signing ? [signing.secret] : [],
  ];
}

function secretsOfAuthentication(authentication: TargetAuthenticationConfiguration): SecretReference[] {
  switch (authentication.kind) {
    case 'basic': return [authentication.username, authentication.password];
    case 'bearer': return [authentication.token];
    case 'oauth2': return [authentication.clientSecret];
  }
}
