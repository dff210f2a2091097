import { createHmac } from 'node:crypto';
import { RECEIVED_AT, signedRequest } from './support/requests';
import { BODY_HEX } from './support/schemes';
import { CachedSecrets } from '../../../lambda/secrets/cached-secrets';
import { VALID } from '../../../lambda/signatures/verification';
import { isVerified, Verifier } from '../../../lambda/signatures/verifier';
import type { SecretReference, SourceConfiguration } from '../../../src/contract/source';

const FIRST: SecretReference = { from: 'secretsManager', id: 'first' };
const SECOND: SecretReference = { from: 'parameterStore', name: 'second' };
const MISMATCH = { result: 'invalid', reason: 'signature_mismatch' };
const UNAVAILABLE = { result: 'unavailable', reason: 'secret_unavailable' };

let now: number;
let stored: Map<SecretReference, readonly string[]>;
let reads: number;
let verifier: Verifier;
let source: SourceConfiguration;

beforeEach(() => {
  [now, reads] = [RECEIVED_AT, 0];
  stored = new Map<SecretReference, readonly string[]>([[FIRST, ['one']], [SECOND, ['two']]]);
  const read = async (reference: SecretReference) => {
    reads++;
    const values = stored.get(reference);
    if (values === undefined) throw new Error('the store is down');
    return values;
  };
  verifier = new Verifier({ secrets: new CachedSecrets(read, () => now), fetchText: () => Promise.reject(new Error('unused')), now: () => now });
  source = { name: 'github', signature: BODY_HEX, secrets: [FIRST, SECOND], challenges: [] };
});

const verify = (secret: string) => verifier.verify(source, signedRequest({ body: 'x', headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update('x').digest('hex')}` } }));

it('a source is checked where it has a scheme and a secret', async () => {
  expect(isVerified(source)).toBe(true);
  expect(isVerified({ ...source, secrets: [] })).toBe(false);
  expect(isVerified({ ...source, signature: undefined })).toBe(false);
  expect(await verifier.verify({ ...source, signature: undefined }, signedRequest())).toEqual({ result: 'unavailable', reason: 'secret_unusable' });
});

it('any of several secrets may have signed', async () => {
  expect(await verify('one')).toEqual(VALID);
  expect(await verify('two')).toEqual(VALID);
  expect(await verify('three')).toEqual(MISMATCH);
});

it('a secret that was rotated is read anew', async () => {
  expect(await verify('one')).toEqual(VALID);
  stored.set(FIRST, ['new', 'one']);
  now += 60_000;
  expect(await verify('new')).toEqual(VALID);
  expect(await verify('one')).toEqual(VALID);
});

it('a request that can wait is not judged by a secret that may have been rotated before it was sent', async () => {
  const body = 'x';
  const check = (receivedAt: number, mayWait: boolean) =>
    verifier.verify(source, { ...signedRequest({ body, headers: { 'x-hub-signature-256': 'sha256=00' } }), receivedAt }, mayWait);
  await verify('one');
  expect(await check(now, true)).toEqual(MISMATCH);
  expect(await check(now + 1, true)).toEqual({ result: 'unavailable', reason: 'secret_maybe_rotated' });
  expect(await check(now + 1, false)).toEqual(MISMATCH);
  now += 60_000;
  expect(await check(now + 1, true)).toEqual(MISMATCH);
});

it('a flood of bad signatures costs one read a minute and secret', async () => {
  for (let minute = 0; minute < 3; minute++) {
    await Promise.all(Array.from({ length: 100 }, () => verify('forged')));
    now += 60_000;
  }
  expect(reads).toBe(6);
});

it('what is missing or malformed costs no read', async () => {
  await verify('one');
  now += 60_000;
  await verifier.verify(source, signedRequest({ body: 'x' }));
  expect(reads).toBe(2);
});

it('without a secret nothing is judged', async () => {
  stored.clear();
  expect(await verify('one')).toEqual(UNAVAILABLE);
});

it('what does not match the secrets at hand may be signed with the one that cannot be read', async () => {
  stored.delete(SECOND);
  expect(await verify('one')).toEqual(VALID);
  expect(await verify('two')).toEqual(UNAVAILABLE);
});

it('a store that goes down later changes nothing for what it has given', async () => {
  await verify('one');
  stored.clear();
  now += 3_600_000;
  expect(await verify('one')).toEqual(VALID);
  expect(await verify('forged')).toEqual(MISMATCH);
});
