import { type KeyObject, X509Certificate } from 'node:crypto';
import { invalid, unavailable, type Verification } from './verification';

/** What an address answered with. */
export interface FetchedText {
  readonly status: number;
  readonly text: string;
}

/** Rejects where there is no complete answer within its limits. */
export type FetchText = (url: string) => Promise<FetchedText>;

const MOST_KEPT = 16;
/** Senders choose the address: they must not make of this a hose to point at the provider. */
const MOST_FETCHES = 10;
const FETCHES_PERIOD_MILLIS = 60_000;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The providers' signing certificates, each fetched once. That they come by TLS from a host that is pinned is what makes them trusted. */
export class Certificates {
  private readonly chains = new Map<string, Promise<readonly X509Certificate[] | Verification>>();
  private fetches: number[] = [];

  constructor(private readonly fetchText: FetchText, private readonly now: () => number) {}

  /** The key of the certificate at an address that has been checked; or why there is none. */
  public async publicKey(url: string, at: number): Promise<{ readonly key: KeyObject } | Verification> {
    const chain = await this.chain(url);
    if ('result' in chain) return chain;
    const [leaf] = chain;
    return isValid(chain, at) && leaf.publicKey.asymmetricKeyType === 'rsa' ? { key: leaf.publicKey } : invalid('certificate_invalid');
  }

  private async chain(url: string): Promise<readonly X509Certificate[] | Verification> {
    const known = this.chains.get(url);
    if (known !== undefined) return known;
    const now = this.now();
    this.fetches = this.fetches.filter(time => time > now - FETCHES_PERIOD_MILLIS);
    if (this.fetches.length >= MOST_FETCHES) return unavailable('certificate_unavailable');
    this.fetches.push(now);
    const fetched = this.fetchText(url).then(chainOf, () => unavailable('certificate_unavailable'));
    this.keep(url, fetched);
    const chain = await fetched;
    if ('result' in chain) this.chains.delete(url);
    return chain;
  }

  private keep(url: string, chain: Promise<readonly X509Certificate[] | Verification>): void {
    const [oldest] = this.chains.keys();
    if (this.chains.size >= MOST_KEPT) this.chains.delete(oldest);
    this.chains.set(url, chain);
  }
}

function chainOf({ status, text }: FetchedText): readonly X509Certificate[] | Verification {
  if (status === 404 || status === 410) return invalid('certificate_refused');
  if (status !== 200) return unavailable('certificate_unavailable');
  try {
    const chain = (text.match(PEM) ?? []).map(pem => new X509Certificate(pem));
    return chain.length > 0 ? chain : invalid('certificate_invalid');
  } catch {
    return invalid('certificate_invalid');
  }
}

/** Each is issued by the next, and none has expired. */
function isValid(chain: readonly X509Certificate[], at: number): boolean {
  return chain.every((certificate, index) => {
    const issuer = chain[index + 1] as X509Certificate | undefined;
    const inTime = Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo);
    return inTime && (issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)));
  });
}
