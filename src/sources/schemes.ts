import type { HmacScheme, SignedTimestamp } from '../contract/signature-scheme';

type Digest = Partial<Pick<HmacScheme, 'algorithm' | 'encoding'>> & { readonly prefix?: string };

/** The most common scheme of all: an HMAC of the body in a header. */
export function signedBody(header: string, { prefix, algorithm = 'sha256', encoding = 'hex' }: Digest = {}): HmacScheme {
  return {
    kind: 'hmac',
    algorithm,
    encoding,
    signatures: { header, ...(prefix !== undefined && { prefix }) },
    signed: [{ part: 'body' }],
    key: { encoding: 'utf8' },
  };
}

/** Standard Webhooks: id, time and body, with a secret in base64, under headers that start alike. */
export function standardScheme(headers: string): HmacScheme {
  return {
    ...signedBody(`${headers}-signature`, { encoding: 'base64' }),
    signatures: { header: `${headers}-signature`, separator: ' ', prefix: 'v1,' },
    signed: [{ part: 'header', name: `${headers}-id` }, { part: 'text', text: '.' }, { part: 'timestamp' }, { part: 'text', text: '.' }, { part: 'body' }],
    timestamp: secondsIn(`${headers}-timestamp`),
    key: { encoding: 'base64', prefix: 'whsec_' },
  };
}

/** What Slack and Zoom sign: `v0:`, time and body. */
export function versionedScheme(header: string, timestampHeader: string): HmacScheme {
  return {
    ...signedBody(header, { prefix: 'v0=' }),
    signed: [{ part: 'text', text: 'v0:' }, { part: 'timestamp' }, { part: 'text', text: ':' }, { part: 'body' }],
    timestamp: secondsIn(timestampHeader),
  };
}

function secondsIn(header: string): SignedTimestamp {
  return { at: { header }, unit: 'seconds', toleranceSeconds: 300 };
}
