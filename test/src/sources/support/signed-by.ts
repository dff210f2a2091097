import { createHmac } from 'node:crypto';
import type { WebhookSource } from '../../../../src';
import type { HeaderValues, HmacScheme, SignedPart } from '../../../../src/contract/signature-scheme';

export interface SignedRequest {
  readonly secret: string;
  readonly body: string;
  readonly url?: string;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string };
}

/** Whether a signature in the headers is what the source's definition makes of the secret and the request. */
export function isSignedBy(source: WebhookSource, request: SignedRequest): boolean {
  const scheme = source._definition.signature;
  if (scheme?.kind !== 'hmac') throw new Error('this source has no HMAC');
  const text = scheme.signed.map(part => textOf(part, scheme, request)).join('');
  const signature = createHmac(scheme.algorithm, keyOf(scheme, request.secret)).update(text).digest(scheme.encoding);
  return valuesIn(scheme.signatures, request).includes(signature);
}

function keyOf({ key }: HmacScheme, secret: string): Buffer {
  return Buffer.from(key.prefix !== undefined && secret.startsWith(key.prefix) ? secret.slice(key.prefix.length) : secret, key.encoding);
}

function textOf(part: SignedPart, { timestamp }: HmacScheme, request: SignedRequest): string {
  switch (part.part) {
    case 'text': return part.text;
    case 'header': return request.headers[part.name] ?? '';
    case 'url': return request.url ?? '';
    case 'body': return request.body;
    case 'timestamp': return timestamp && 'header' in timestamp.at ? valuesIn(timestamp.at, request)[0] ?? '' : '';
  }
}

function valuesIn({ header, separator, prefix = '' }: HeaderValues, { headers }: SignedRequest): string[] {
  const value = headers[header] ?? '';
  const items = separator === undefined ? [value] : value.split(separator);
  return items.filter(item => item.startsWith(prefix)).map(item => item.slice(prefix.length));
}
