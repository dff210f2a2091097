import type { TokenScheme } from '../../../src/contract/signature-scheme';
import { sameText } from '../same-text';
import type { SignedRequest } from '../signed-request';
import { valuesAt } from '../values';
import { invalid, unavailable, VALID, type Verification } from '../verification';

export function verifyToken({ at, prefix = '' }: TokenScheme, request: SignedRequest, secrets: readonly string[]): Verification {
  const given = valuesAt(at, request);
  if (given.every(value => value === undefined)) return invalid('signature_missing');
  const tokens = secrets.filter(secret => secret !== '').map(secret => prefix + secret);
  if (tokens.length === 0) return unavailable('secret_unusable');
  return given.every(value => value !== undefined && tokens.some(token => sameText(value, token))) ? VALID : invalid('signature_mismatch');
}
