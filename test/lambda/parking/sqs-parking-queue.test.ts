import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsParkingQueue } from '../../../lambda/forwarder/parking/sqs-parking-queue';
import { Backend } from '../support/backend';

let service: Backend;
let client: SQSClient;
let queue: SqsParkingQueue;

beforeEach(async () => {
  service = await Backend.start();
  client = new SQSClient({ region: 'eu-west-1', endpoint: service.url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1, md5: false });
  queue = new SqsParkingQueue(client, { queueUrl: `${service.url}/1/queue.fifo`, parkingQueueUrl: `${service.url}/1/parking.fifo` });
});
afterEach(async () => {
  client.destroy();
  await service.stop();
});

function respondWith(body: object): void {
  service.answer = response => { response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)); };
}

test('an empty queue has no messages', async () => {
  respondWith({});
  expect(await queue.receive(30)).toEqual([]);
});

test('a message comes with its group, its ids and what explains it', async () => {
  respondWith({
    Messages: [{
      MessageId: 'p1',
      ReceiptHandle: 'r1',
      Body: 'body',
      Attributes: { MessageGroupId: 'g', MessageDeduplicationId: 'm1:7', ApproximateReceiveCount: '2' },
      MessageAttributes: { wbReason: { DataType: 'String', StringValue: 'PERMANENT' }, other: { DataType: 'Binary' } },
    }],
  });
  expect(await queue.receive(30)).toEqual([{
    messageId: 'p1', receiptHandle: 'r1', body: 'body', attributes: { wbReason: 'PERMANENT', other: '' }, group: 'g', deduplicationId: 'm1:7', receiveCount: 2,
  }]);
});

test('what else may be in the queue breaks nothing', async () => {
  respondWith({ Messages: [{}] });
  expect(await queue.receive(30)).toEqual([{ messageId: '', receiptHandle: '', body: '', attributes: {}, group: '', deduplicationId: '', receiveCount: NaN }]);
});
