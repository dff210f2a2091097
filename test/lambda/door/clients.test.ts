import { hash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { lazyBodies } from '../../../lambda/door/lazy-bodies';
import { S3Bodies } from '../../../lambda/door/s3-bodies';
import { SqsQueue } from '../../../lambda/door/sqs-queue';
import { Backend } from '../support/backend';

let service: Backend;
const opened: Array<{ destroy(): void }> = [];

beforeEach(async () => { service = await Backend.start(); });
afterEach(async () => {
  for (const client of opened.splice(0)) client.destroy();
  await service.stop();
});

const options = () => ({ region: 'eu-west-1', endpoint: service.url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
const opening = <T extends { destroy(): void }>(client: T): T => { opened.push(client); return client; };

describe('the queue', () => {
  const queue = () => new SqsQueue(opening(new SQSClient({ ...options(), md5: false })), `${service.url}/1/queue.fifo`);
  const respondWith = (body: object) => { service.answer = response => { response.setHeader('Content-Type', 'application/x-amz-json-1.0').end(JSON.stringify(body)); }; };

  it('takes a message with its attribute and ids, and gives its own', async () => {
    respondWith({ MessageId: 'm1' });
    expect(await queue().send({ body: '{"v":1}', attribute: '{}', group: 'acme', deduplication: 'd1' })).toBe('m1');
    expect(service.requests.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body.toString())])).toEqual([['AmazonSQS.SendMessage', {
      QueueUrl: `${service.url}/1/queue.fifo`,
      MessageBody: '{"v":1}',
      MessageGroupId: 'acme',
      MessageDeduplicationId: 'd1',
      MessageAttributes: { wb: { DataType: 'String', StringValue: '{}' } },
    }]]);
  });

  it('takes a message that is deduplicated by content', async () => {
    respondWith({ MessageId: 'm1' });
    await queue().send({ body: '{}', attribute: '{}', group: 'acme', deduplication: '' });
    expect(service.requests.map(({ body }) => JSON.parse(body.toString()) as object)).not.toContainEqual(expect.objectContaining({ MessageDeduplicationId: '' }));
  });

  it('P1 that gives no message id has not taken the message', async () => {
    respondWith({});
    await expect(queue().send({ body: '{}', attribute: '{}', group: 'acme', deduplication: '' })).rejects.toThrow('without a message id');
  });
});

describe('the bucket', () => {
  const bodies = () => new S3Bodies('bodies', opening(new S3Client({ ...options(), forcePathStyle: true })));
  const body = Buffer.from('a body');

  it('takes a body with its checksum, and removes it', async () => {
    await bodies().put('claims/1', body, hash('sha256', body));
    await bodies().remove('claims/1');
    expect(service.requests.map(({ method, url }) => [method, url])).toEqual([['PUT', '/bodies/claims/1?x-id=PutObject'], ['DELETE', '/bodies/claims/1?x-id=DeleteObject']]);
    expect(service.requests[0]).toMatchObject({ body, headers: { 'x-amz-checksum-sha256': hash('sha256', body, 'base64') } });
  });

  it('P1 that answers with an error has not taken the body', async () => {
    service.answer = response => { response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'); };
    await expect(bodies().put('claims/1', body, hash('sha256', body))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('has its client loaded for the first body', async () => {
    let loaded = 0;
    const lazy = lazyBodies(async () => { loaded++; return bodies(); });
    expect(loaded).toBe(0);
    await lazy.put('claims/1', body, hash('sha256', body));
    await lazy.remove('claims/1');
    expect(loaded).toBe(1);
  });
});
