import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { FIFO } from './support/engine';
import { QueueEngine, QueueServer, startQueueServer } from '../../../cli/local/queue';

const MESSAGES = 600;
const GROUPS = 40;
const SENDERS = 8;
const CONSUMERS = 6;

describe('Under load', () => {
  let server: QueueServer;
  let sqs: SQSClient;

  beforeAll(async () => {
    const engine = new QueueEngine();
    engine.createQueue('load.fifo', { ...FIFO, VisibilityTimeout: 600 });
    engine.createQueue('load', { VisibilityTimeout: 600 });
    server = await startQueueServer({ engine });
    sqs = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  });

  afterAll(async () => {
    sqs.destroy();
    await server.close();
  });

  const send = async (QueueUrl: string, sender: number) => {
    for (let index = sender; index < MESSAGES; index += SENDERS) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(index), MessageGroupId: String(index % GROUPS) }));
    }
  };

  const consume = async (QueueUrl: string, received: Set<string>, onMessage: (body: string) => void) => {
    while (received.size < MESSAGES) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
      for (const { Body = '' } of Messages) onMessage(Body);
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      expect(Failed).toEqual([]);
    }
  };

  test.each(['load.fifo', 'load'])('nothing is lost, handed out twice or, in a group of a FIFO queue, out of order: %s', async (name) => {
    const QueueUrl = `${server.endpoint}/000000000000/${name}`;
    const received = new Set<string>();
    const twice: string[] = [];
    const lastOfGroup = new Map<number, number>();
    const outOfOrder: string[] = [];
    const onMessage = (body: string) => {
      if (received.has(body)) twice.push(body);
      received.add(body);
      const index = Number(body);
      // A group's messages come from one sender, since the groups are a multiple of the senders.
      if (index < (lastOfGroup.get(index % GROUPS) ?? 0)) outOfOrder.push(body);
      lastOfGroup.set(index % GROUPS, index);
    };
    await Promise.all([
      ...Array.from({ length: SENDERS }, async (_, sender) => send(QueueUrl, sender)),
      ...Array.from({ length: CONSUMERS }, async () => consume(QueueUrl, received, onMessage)),
    ]);
    expect(received.size).toBe(MESSAGES);
    expect(twice).toEqual([]);
    if (name.endsWith('.fifo')) expect(outOfOrder).toEqual([]);
  }, 60_000);
});
