import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import { ObjectStore } from '../../../cli/local/objects/object-store';
import { S3BodyStore } from '../../../lambda/forwarder/s3-body-store';
import { send } from '../gateway/support/http';

const CAPACITY = 1_000_000;
const Bucket = 'shop-bodies';
const Key = 'claims/a b/ü';

let store: ObjectStore;
let client: S3Client;

beforeEach(async () => {
  store = await ObjectStore.start(CAPACITY);
  store.createBucket(Bucket);
  client = new S3Client({ endpoint: store.endpoint, region: 'eu-west-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await store.stop();
});

const put = (Body: Buffer, key = Key) => client.send(new PutObjectCommand({ Bucket, Key: key, Body }));
const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

test('an object is what was put, to the SDK as it comes, checksums included', async () => {
  await put(every);
  const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from(await Body?.transformToByteArray() ?? []).equals(every)).toBe(true);
  expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(store.keys(Bucket)).toEqual([Key]);
});

test('an object is gone once it is deleted, and may be deleted again', async () => {
  await put(every);
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(client.send(new GetObjectCommand({ Bucket, Key }))).rejects.toThrow(NoSuchKey);
});

test('a bucket stays what it is when it is created again', async () => {
  await put(every);
  store.createBucket(Bucket);
  expect(store.keys(Bucket)).toEqual([Key]);
  expect(store.keys('other')).toEqual([]);
});

test('what takes too much memory is refused until something goes', async () => {
  await put(Buffer.alloc(CAPACITY));
  await put(Buffer.alloc(CAPACITY - 1));
  await expect(put(Buffer.alloc(2), 'claims/2')).rejects.toThrow('more than 1000000 bytes');
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await put(Buffer.alloc(2), 'claims/2');
});

test('an object is not replaced on the condition that there is none', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key, Body: every, IfNoneMatch: '*' }));
  await expect(client.send(new PutObjectCommand({ Bucket, Key, Body: every, IfNoneMatch: '*' }))).rejects.toThrow('pre-conditions');
});

test('what is not emulated says so', async () => {
  await expect(client.send(new ListObjectsV2Command({ Bucket }))).rejects.toThrow('Only PutObject, GetObject and DeleteObject work');
  await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key }))).rejects.toThrow('The specified bucket does not exist');
  expect((await send(store.endpoint, { method: 'POST', target: `/${Bucket}/a` })).status).toBe(405);
  expect((await send(store.endpoint, { method: 'PUT', target: `/${Bucket}/a`, headers: [['Content-Encoding', 'aws-chunked']] })).status).toBe(501);
});

test('only programs on this machine are answered, and not by more than a request can hold', async () => {
  expect((await send(store.endpoint, { method: 'GET', target: `/${Bucket}/a`, headers: [['Origin', 'https://site.example']] })).status).toBe(403);
  expect((await send(store.endpoint, { method: 'PUT', target: `/${Bucket}/a`, body: Buffer.alloc(10_485_761) })).status).toBe(413);
});

describe('the forwarder\'s body store', () => {
  const read = (key: string, mostBytes: number, signal = AbortSignal.timeout(5_000)) => new S3BodyStore(client, Bucket).read(key, mostBytes, signal);

  test('reads what the door stored, and removes it', async () => {
    await put(every);
    expect((await read(Key, 256))?.equals(every)).toBe(true);
    await new S3BodyStore(client, Bucket).remove(Key);
    expect(await read(Key, 256)).toBeUndefined();
  });

  test('does not read an object to its end that is larger than it should be', async () => {
    await put(Buffer.alloc(900_000));
    expect((await read(Key, 10))?.length).toBeLessThan(900_000);
  });

  test('rejects where the store says no, or is not waited for any longer', async () => {
    await expect(new S3BodyStore(client, 'other').read(Key, 1, AbortSignal.timeout(5_000))).rejects.toThrow('bucket');
    await expect(read(Key, 1, AbortSignal.abort())).rejects.toThrow();
  });
});
