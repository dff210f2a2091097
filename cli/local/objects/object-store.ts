import { createHash } from 'node:crypto';
import { MAX_PAYLOAD_BYTES } from '../../../src/contract/limits';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';

interface StoredObject {
  readonly body: Buffer;
  readonly headers: { readonly [name: string]: string };
}

/** What all objects together may take of this machine's memory. */
const DEFAULT_CAPACITY_BYTES = 256 * 1_048_576;

/** Headers of a PutObject that a GetObject gives back. */
const KEPT_HEADERS = /^(content-type|x-amz-checksum-.+|x-amz-meta-.+)$/;

/** S3 as far as the bodies of webhooks need it: objects in memory, by PutObject, GetObject and DeleteObject with the bucket in the path. */
export class ObjectStore {
  static async start(capacityBytes = DEFAULT_CAPACITY_BYTES): Promise<ObjectStore> {
    const store: ObjectStore = new ObjectStore(await startLoopbackServer(MAX_PAYLOAD_BYTES, request => store.answer(request)), capacityBytes);
    return store;
  }

  private readonly buckets = new Map<string, Map<string, StoredObject>>();
  private bytes = 0;

  private constructor(private readonly server: LoopbackServer, private readonly capacityBytes: number) {}

  get endpoint(): string {
    return this.server.endpoint;
  }

  createBucket(name: string): void {
    if (!this.buckets.has(name)) this.buckets.set(name, new Map());
  }

  /** Keys of the objects in a bucket. */
  keys(bucket: string): string[] {
    return [...this.buckets.get(bucket)?.keys() ?? []];
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  private answer(request: LoopbackRequest): LoopbackAnswer {
    const { pathname, searchParams } = new URL(request.url, this.endpoint);
    const [, bucketName = '', ...key] = decodeURIComponent(pathname).split('/');
    const bucket = this.buckets.get(bucketName);
    const otherThanId = [...searchParams.keys()].some(name => name !== 'x-id');
    if (otherThanId || key.join('/') === '') return failure(501, 'NotImplemented', 'Only PutObject, GetObject and DeleteObject work on this machine.');
    if (bucket === undefined) return failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
    switch (request.method) {
      case 'PUT': return this.put(bucket, key.join('/'), request);
      case 'GET': return get(bucket, key.join('/'));
      case 'DELETE': return this.delete(bucket, key.join('/'));
      default: return failure(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
    }
  }

  private put(bucket: Map<string, StoredObject>, key: string, { headers, body }: LoopbackRequest): LoopbackAnswer {
    if (headers['content-encoding']?.includes('aws-chunked')) return failure(501, 'NotImplemented', 'Streams do not work on this machine.');
    if (headers['if-none-match'] === '*' && bucket.has(key)) return failure(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    const bytesBefore = bucket.get(key)?.body.length ?? 0;
    if (this.bytes - bytesBefore + body.length > this.capacityBytes) return failure(503, 'SlowDown', `The objects on this machine would take more than ${this.capacityBytes} bytes.`);
    this.delete(bucket, key);
    const ETag = `"${createHash('md5').update(body).digest('hex')}"`;
    const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)).map(([name, value]) => [name, String(value)] as const);
    bucket.set(key, { body, headers: { ...Object.fromEntries(kept), ETag } });
    this.bytes += body.length;
    return { status: 200, headers: { ETag } };
  }

  /** What is not there is deleted already. */
  private delete(bucket: Map<string, StoredObject>, key: string): LoopbackAnswer {
    this.bytes -= bucket.get(key)?.body.length ?? 0;
    bucket.delete(key);
    return { status: 204 };
  }
}

function get(bucket: ReadonlyMap<string, StoredObject>, key: string): LoopbackAnswer {
  const object = bucket.get(key);
  return object ? { status: 200, ...object } : failure(404, 'NoSuchKey', 'The specified key does not exist.');
}

function failure(status: number, code: string, message: string): LoopbackAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
