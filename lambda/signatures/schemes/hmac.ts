import { createHmac } from 'node:crypto';
import type { HmacScheme } from '../../../src/contract/signature-scheme';
import { sameText } from '../same-text';
import { signedContent } from '../signed-content';
import type { SignedRequest } from '../signed-request';
import { valuesIn } from '../values';
import { invalid, unavailable, VALID, type Verification } from '../verification';

export function verifyHmac(scheme: HmacScheme, request: SignedRequest, secrets: readonly string[]): Verification {
  const given = valuesIn(scheme.signatures, request);
  if (given.length === 0) return invalid('signature_missing');
  const signed = signedContent(scheme, request);
  if ('result' in signed) return signed;
  const keys = secrets.map(secret => keyOf(scheme.key, secret)).filter(key => key.length > 0);
  if (keys.length === 0) return unavailable('secret_unusable');
  const expected = keys.map(key => createHmac(scheme.algorithm, key).update(signed.content).digest(scheme.encoding));
  return given.some(signature => expected.some(digest => sameText(signature, digest))) ? VALID : invalid('signature_mismatch');
}

/** Empty where the secret is not encoded as it should be: anybody could sign with what a decoder makes of it. */
function keyOf({ encoding, prefix = '' }: HmacScheme['key'], secret: string): Buffer {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const key = Buffer.from(text, encoding);
  return encoding === 'utf8' || isEncoded(text, key.toString(encoding)) ? key : Buffer.alloc(0);
}

function isEncoded(text: string, canonical: string): boolean {
  const comparable = (encoded: string) => encoded.replace(/=+$/, '').toLowerCase();
  return comparable(text) === comparable(canonical);
}
