import type { RequestSigning } from './request-signing';
import type { TargetAuthentication } from './target-authentication';
import { type NamedValues, requireNames } from './target-headers';
import type { TargetSecrets, TargetTlsConfiguration } from '../contract/target-secrets';
import { invalidArgument } from '../private/invalid-property';
import type { WebhookSecret } from '../sources/webhook-secret';

/** A certificate that the forwarder shows to its target, and the key that goes with it; both PEM. */
export interface TargetClientCertificate {
  /** With the certificates that lead to its issuer, where the target has to see them. It may be a field of a secret that holds the key as well. */
  readonly certificate: WebhookSecret;

  /** Not encrypted. */
  readonly privateKey: WebhookSecret;
}

/** What of an HTTP target's options rests on secrets. */
export interface SecretOptions {
  readonly headers?: NamedValues<string>;
  readonly secretHeaders?: NamedValues<WebhookSecret>;
  readonly authentication?: TargetAuthentication;
  readonly clientCertificate?: TargetClientCertificate;
  readonly certificateAuthorities?: WebhookSecret;
  readonly signing?: RequestSigning;
}

/** Made anew by `signing`, and so no one else's. */
const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** @throws if two options would set the same header */
export function targetSecrets(call: string, options: SecretOptions): TargetSecrets {
  const { secretHeaders, authentication, signing } = options;
  const headers = secretHeaders && Object.fromEntries(requireNames(`${call}: secretHeaders`, secretHeaders));
  requireOneValueEach(call, options);
  const tls = tlsConfiguration(options);
  return {
    ...headers && { secretHeaders: mapped(headers) },
    ...authentication && { authentication: authentication._configuration },
    ...tls && { tls },
    ...signing && { signing: signing._configuration },
  };
}

export function secretsRead(options: SecretOptions): WebhookSecret[] {
  const { secretHeaders = {}, authentication, clientCertificate: { certificate, privateKey } = {}, certificateAuthorities, signing } = options;
  const single = [certificate, privateKey, certificateAuthorities, signing?._secret].filter(secret => secret !== undefined);
  return [...Object.values(secretHeaders), ...authentication?._secrets ?? [], ...single];
}

function mapped(headers: NamedValues<WebhookSecret>): TargetSecrets['secretHeaders'] {
  return Object.fromEntries(Object.entries(headers).map(([name, secret]) => [name, secret._reference]));
}

function requireOneValueEach(call: string, { headers = {}, secretHeaders = {}, authentication, signing }: SecretOptions): void {
  const given = [...Object.keys(headers), ...Object.keys(secretHeaders)];
  const taken = [...authentication ? ['authorization'] : [], ...signing ? SIGNATURE_HEADERS : []];
  const names = [...taken, ...given.map(name => name.toLowerCase())];
  const twice = given.find((name, index) => names.indexOf(name.toLowerCase()) < taken.length + index);
  if (twice !== undefined) throw invalidArgument(`${call}: headers`, twice, 'a header that secretHeaders, authentication and signing do not set as well');
}

function tlsConfiguration({ clientCertificate, certificateAuthorities }: SecretOptions): TargetTlsConfiguration | undefined {
  if (!clientCertificate && !certificateAuthorities) return undefined;
  return {
    ...clientCertificate && {
      clientCertificate: { certificate: clientCertificate.certificate._reference, privateKey: clientCertificate.privateKey._reference },
    },
    ...certificateAuthorities && { authorities: certificateAuthorities._reference },
  };
}
