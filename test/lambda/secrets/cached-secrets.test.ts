import { CachedSecrets } from '../../../lambda/secrets/cached-secrets';
import type { SecretReference } from '../../../src/contract/source';

const REFERENCE: SecretReference = { from: 'secretsManager', id: 'github' };

let now: number;
let reads: number;
let values: readonly string[] | undefined;
let secrets: CachedSecrets;

beforeEach(() => {
  [now, reads, values] = [1_000_000, 0, ['one']];
  secrets = new CachedSecrets(async () => {
    reads++;
    await Promise.resolve();
    if (values === undefined) throw new Error('the store is down');
    return values;
  }, () => now);
});

it('a secret is read once for all who ask at the same time, and kept for five minutes', async () => {
  expect(await Promise.all([secrets.values(REFERENCE), secrets.values({ ...REFERENCE })])).toEqual([['one'], ['one']]);
  now += 299_999;
  await secrets.values(REFERENCE);
  expect(reads).toBe(1);
  values = ['two'];
  now += 1;
  expect(await secrets.values(REFERENCE)).toEqual(['two']);
});

it('each secret and field is one of its own', async () => {
  await secrets.values(REFERENCE);
  await secrets.values({ ...REFERENCE, field: 'key' });
  expect(reads).toBe(2);
});

it('an old value stays while the store is down, which is asked once a minute', async () => {
  await secrets.values(REFERENCE);
  values = undefined;
  for (let minute = 0; minute < 10; minute++) {
    now += 60_000;
    expect(await secrets.values(REFERENCE)).toEqual(['one']);
    expect(await secrets.values(REFERENCE)).toEqual(['one']);
  }
  expect(reads).toBe(1 + 6);
});

it('without a value the store is asked every five seconds', async () => {
  values = undefined;
  await expect(Promise.all([secrets.values(REFERENCE), secrets.values(REFERENCE)])).rejects.toThrow('the store is down');
  now += 4_999;
  await expect(secrets.values(REFERENCE)).rejects.toThrow('a moment ago');
  expect(reads).toBe(1);
  now += 1;
  values = ['one'];
  expect(await secrets.values(REFERENCE)).toEqual(['one']);
});

it('is read anew once a minute at most', async () => {
  await secrets.values(REFERENCE);
  expect(await secrets.refreshed(REFERENCE)).toBeUndefined();
  now += 60_000;
  values = ['two', 'one'];
  expect(await Promise.all([secrets.refreshed(REFERENCE), secrets.refreshed(REFERENCE)])).toEqual([['two', 'one'], ['two', 'one']]);
  expect(await secrets.refreshed(REFERENCE)).toBeUndefined();
  expect(await secrets.values(REFERENCE)).toEqual(['two', 'one']);
  expect(reads).toBe(2);
});

it('is not lost where reading it anew fails', async () => {
  await secrets.values(REFERENCE);
  now += 60_000;
  values = undefined;
  await expect(secrets.refreshed(REFERENCE)).rejects.toThrow('the store is down');
  expect(await secrets.values(REFERENCE)).toEqual(['one']);
});
