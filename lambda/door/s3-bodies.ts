import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Bodies } from './ports';

/** Bodies of several megabytes take longer than a message. */
const CLIENT = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true } };

export class S3Bodies implements Bodies {
  constructor(private readonly bucket: string, private readonly client = new S3Client(CLIENT)) {}

  public async put(key: string, body: Buffer, sha256: string): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') }));
  }

  public async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }
}
