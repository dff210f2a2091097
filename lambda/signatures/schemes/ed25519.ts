import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Ed25519Scheme } from '../../../src/contract/signature-scheme';
import { signedContent } from '../signed-content';
import type { SignedRequest } from '../signed-request';
import { valuesIn } from '../values';
import { invalid, unavailable, VALID, type Verification } from '../verification';

const PUBLIC_KEY = /^[0-9a-f]{64}$/i;
const SIGNATURE = /^[0-9a-f]{128}$/;

export function verifyEd25519(scheme: Ed25519Scheme, request: SignedRequest, publicKeys: readonly string[]): Verification {
  const given = valuesIn(scheme.signatures, request);
  if (given.length === 0) return invalid('signature_missing');
  const signed = signedContent(scheme, request);
  if ('result' in signed) return signed;
  const keys = publicKeys.filter(key => PUBLIC_KEY.test(key)).map(keyOf);
  if (keys.length === 0) return unavailable('secret_unusable');
  const signatures = given.filter(signature => SIGNATURE.test(signature)).map(signature => Buffer.from(signature, 'hex'));
  return signatures.some(signature => keys.some(key => verify(null, signed.content, key, signature))) ? VALID : invalid('signature_mismatch');
}

function keyOf(hexadecimal: string): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hexadecimal, 'hex').toString('base64url') } });
}
