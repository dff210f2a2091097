import { addAbortSignal, type Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { BodyStore } from './ports';

/** This module is bundled apart and loaded with the first body that needs it: the client takes as long to load as all the rest. */
export function openS3BodyStore(options: S3ClientConfig, bucket: string): BodyStore {
  return new S3BodyStore(new S3Client(options), bucket);
}

/** Bodies in a bucket. */
export class S3BodyStore implements BodyStore {
  constructor(private readonly client: S3Client, private readonly bucket: string) {}

  public async read(key: string, mostBytes: number, signal: AbortSignal): Promise<Buffer | undefined> {
    const object = await this.open(key, signal);
    return object && readUpTo(addAbortSignal(signal, object), mostBytes);
  }

  public async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  private async open(key: string, abortSignal: AbortSignal): Promise<Readable | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }), { abortSignal });
      return Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

/** An object that is larger than it should be is not read to its end. */
async function readUpTo(object: Readable, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of object as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(chunks, bytes);
}
