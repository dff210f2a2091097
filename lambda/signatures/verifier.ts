import { Certificates, type FetchText } from './certificates';
import type { SecretStore } from '../secrets/secret-store';
import { verifyCertificate } from './schemes/certificate';
import { verifyEd25519 } from './schemes/ed25519';
import { verifyFormUrl } from './schemes/form-url';
import { verifyHmac } from './schemes/hmac';
import { verifyToken } from './schemes/token';
import type { SignedRequest } from './signed-request';
import { type InvalidReason, unavailable, type UnavailableReason, type Verification } from './verification';
import type { SignatureScheme } from '../../src/contract/signature-scheme';
import type { SecretReference, SignedSource } from '../../src/contract/source';

export interface VerifierPorts {
  readonly secrets: SecretStore;
  readonly fetchText: FetchText;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Whether a source's webhooks are checked at all. */
export function isVerified({ signature, secrets }: SignedSource): boolean {
  return signature !== undefined && secrets.length > 0;
}

const RENEWABLE: ReadonlySet<string> = new Set<InvalidReason | UnavailableReason>(['signature_mismatch', 'secret_unusable']);

/** Tells a source's webhooks from forged ones. */
export class Verifier {
  private readonly secrets: SecretStore;
  private readonly certificates: Certificates;

  constructor({ secrets, fetchText, now }: VerifierPorts) {
    this.secrets = secrets;
    this.certificates = new Certificates(fetchText, now);
  }

  /**
   * Never rejects, whatever the request holds.
   *
   * @param mayWait whether the request can be checked again later: it is then not found invalid by a secret that may have been rotated before it was sent
   */
  public async verify(source: SignedSource, request: SignedRequest, mayWait = false): Promise<Verification> {
    const { signature } = source;
    if (signature === undefined) return unavailable('secret_unusable');
    const known = await this.gather(source, reference => this.secrets.values(reference));
    const verification = await this.check(signature, request, known);
    if (verification.result === 'valid' || !RENEWABLE.has(verification.reason)) return verification;
    // The secret may have been rotated, or mended.
    const renewed = await this.gather(source, reference => this.secrets.refreshed(reference));
    if (renewed.values.length > 0) return this.check(signature, request, { ...renewed, complete: true });
    return mayWait && !await this.knewSecrets(source, request.receivedAt) ? unavailable('secret_maybe_rotated') : verification;
  }

  /** Whether all secrets were read after that time. */
  private async knewSecrets({ secrets }: SignedSource, time: number): Promise<boolean> {
    const knownAt = await Promise.all(secrets.map(reference => this.secrets.knownAt(reference)));
    return Math.min(...knownAt) >= time;
  }

  private async check(scheme: SignatureScheme, request: SignedRequest, { values, complete }: Gathered): Promise<Verification> {
    if (values.length === 0) return unavailable('secret_unavailable');
    const verification = await verifyWith(scheme, request, values, this.certificates);
    // It may be signed with a secret that could not be read.
    return verification.result === 'invalid' && verification.reason === 'signature_mismatch' && !complete ? unavailable('secret_unavailable') : verification;
  }

  private async gather({ secrets }: SignedSource, read: Read): Promise<Gathered> {
    const results = await Promise.allSettled(secrets.map(read));
    return {
      values: results.flatMap(result => result.status === 'fulfilled' ? result.value ?? [] : []),
      complete: results.every(({ status }) => status === 'fulfilled'),
    };
  }
}

type Read = (reference: SecretReference) => Promise<readonly string[] | undefined>;

interface Gathered {
  readonly values: readonly string[];
  readonly complete: boolean;
}

async function verifyWith(
  scheme: SignatureScheme, request: SignedRequest, secrets: readonly string[], certificates: Certificates,
): Promise<Verification> {
  switch (scheme.kind) {
    case 'hmac': return verifyHmac(scheme, request, secrets);
    case 'ed25519': return verifyEd25519(scheme, request, secrets);
    case 'token': return verifyToken(scheme, request, secrets);
    case 'formUrl': return verifyFormUrl(scheme, request, secrets);
    case 'certificate': return verifyCertificate(scheme, request, secrets, certificates);
  }
}
