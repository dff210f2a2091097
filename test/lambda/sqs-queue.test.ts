import { SQSClient } from '@aws-sdk/client-sqs';
import { Backend, type ReceivedRequest } from './support/backend';
import { SqsQueue } from '../../lambda/forwarder/sqs-queue';

let service: Backend;
let client: SQSClient;
let queue: SqsQueue;

beforeEach(async () => {
  service = await Backend.start();
  client = new SQSClient({ region: 'eu-west-1', endpoint: service.url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1, md5: false });
  queue = new SqsQueue(client, { queueUrl: `${service.url}/1/queue.fifo`, deadLetterQueueUrl: `${service.url}/1/dead.fifo` });
});
afterEach(async () => {
  client.destroy();
  await service.stop();
});

const respondWith = (body: object, status = 200) => {
  service.answer = response => { response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)); };
};

const sent = ({ headers, body }: ReceivedRequest): unknown => ({ action: headers['x-amz-target'], ...JSON.parse(body.toString()) as object });

describe('the queue', () => {
  it('hides messages in one call', async () => {
    respondWith({ Successful: [{ Id: '0' }, { Id: '1' }] });
    expect(await queue.hide([{ messageId: 'm1', receiptHandle: 'r1', seconds: 8 }, { messageId: 'm2', receiptHandle: 'r2', seconds: 8 }])).toEqual([]);
    expect(service.requests.map(sent)).toEqual([{
      action: 'AmazonSQS.ChangeMessageVisibilityBatch',
      QueueUrl: `${service.url}/1/queue.fifo`,
      Entries: [{ Id: '0', ReceiptHandle: 'r1', VisibilityTimeout: 8 }, { Id: '1', ReceiptHandle: 'r2', VisibilityTimeout: 8 }],
    }]);
  });

  it('F15 tells why messages could not be hidden', async () => {
    respondWith({ Successful: [], Failed: [{ Id: '0', Code: 'ReceiptHandleIsInvalid', SenderFault: true }] });
    expect(await queue.hide([{ messageId: 'm1', receiptHandle: 'r1', seconds: 8 }])).toEqual(['ReceiptHandleIsInvalid']);
  });

  it('F21 sends a dead letter with its attributes and FIFO ids', async () => {
    respondWith({ MessageId: 'd1' });
    await queue.deadLetter({ body: '{"v":1}', attributes: { wb: '{}', wbReason: 'PERMANENT' }, group: 'acme', deduplicationId: 'm1' });
    expect(service.requests.map(sent)).toEqual([{
      action: 'AmazonSQS.SendMessage',
      QueueUrl: `${service.url}/1/dead.fifo`,
      MessageBody: '{"v":1}',
      MessageAttributes: { wb: { DataType: 'String', StringValue: '{}' }, wbReason: { DataType: 'String', StringValue: 'PERMANENT' } },
      MessageGroupId: 'acme',
      MessageDeduplicationId: 'm1',
    }]);
  });

  it('P5 fails where SQS did not take the dead letter', async () => {
    respondWith({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no such queue' }, 400);
    await expect(queue.deadLetter({ body: 'x', attributes: {} })).rejects.toThrow('no such queue');
  });

  it('sends what is quarantined to a queue of its own', async () => {
    respondWith({ MessageId: 'q1' });
    const quarantining = new SqsQueue(client, { queueUrl: '', deadLetterQueueUrl: '', quarantineQueueUrl: `${service.url}/1/quarantine.fifo` });
    await quarantining.quarantine({ body: 'x', attributes: { wbReason: 'SIGNATURE_INVALID' }, group: 'acme', deduplicationId: 'm1' });
    expect(service.requests.map(sent)).toMatchObject([{ QueueUrl: `${service.url}/1/quarantine.fifo`, MessageGroupId: 'acme' }]);
  });

  it('P5 lets go of nothing where there is no quarantine any more', async () => {
    await expect(queue.quarantine({ body: 'x', attributes: {} })).rejects.toThrow('no quarantine any more');
    expect(service.requests).toEqual([]);
  });
});
