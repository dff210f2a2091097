import { createHash, createHmac } from 'node:crypto';
import type { FormUrlScheme } from '../../../src/contract/signature-scheme';
import { sameText } from '../same-text';
import type { SignedRequest } from '../signed-request';
import { valuesAt, valuesIn } from '../values';
import { invalid, unavailable, VALID, type Verification } from '../verification';

export function verifyFormUrl(scheme: FormUrlScheme, request: SignedRequest, secrets: readonly string[]): Verification {
  const given = valuesIn(scheme.signatures, request);
  if (given.length === 0) return invalid('signature_missing');
  const keys = secrets.filter(secret => secret !== '');
  if (keys.length === 0) return unavailable('secret_unusable');
  const hashes = valuesAt({ from: 'query', name: scheme.bodyHashParameter }, request);
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  if (!hashes.every(hash => hash !== undefined && sameText(hash, bodyHash))) return invalid('signature_mismatch');
  const content = request.url + (hashes.length > 0 ? '' : formText(request.body));
  const expected = keys.map(key => createHmac('sha1', key).update(content).digest('base64'));
  return given.some(signature => expected.some(digest => sameText(signature, digest))) ? VALID : invalid('signature_mismatch');
}

/** Names and values of the form's fields, sorted by name and each value of a name once. */
function formText(body: Buffer): string {
  const fields = new URLSearchParams(body.toString());
  const names = [...new Set(fields.keys())].sort();
  return names.map(name => [...new Set(fields.getAll(name))].sort().map(value => name + value).join('')).join('');
}
