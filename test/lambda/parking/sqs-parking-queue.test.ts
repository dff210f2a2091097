import { SQSClient } from '@aws-sdk/client-sqs';
import { QueueEngine, startQueueServer, type Queue, type QueueServer } from '../../../cli/local/queue';
import { SqsParkingQueue } from '../../../lambda/forwarder/parking/sqs-parking-queue';
import { ManualClock } from '../../cli/support/manual-clock';

const PARKED = { body: '{"v":1}', attributes: { wb: '{}', wbReason: 'PERMANENT' }, group: 'a', deduplicationId: 'm1:0001' };

let server: QueueServer;
let client: SQSClient;
let clock: ManualClock;
let main: Queue;
let parking: SqsParkingQueue;

beforeEach(async () => {
  clock = new ManualClock();
  const engine = new QueueEngine({ clock });
  main = engine.createQueue('main.fifo', { FifoQueue: 'true' });
  engine.createQueue('parking.fifo', { FifoQueue: 'true' });
  server = await startQueueServer({ engine });
  client = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const url = (name: string) => `${server.endpoint}/${engine.account}/${name}.fifo`;
  parking = new SqsParkingQueue(client, { queueUrl: url('main'), parkingQueueUrl: url('parking') });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

it('hands out what was parked, with its ids, attributes and receives', async () => {
  await parking.send(PARKED);
  expect(await parking.receive(30)).toEqual([{ ...PARKED, messageId: expect.any(String), receiptHandle: expect.any(String), receiveCount: 1 }]);
  expect(await parking.receive(30)).toEqual([]);
  clock.advance(30_000);
  expect(await parking.receive(30)).toMatchObject([{ receiveCount: 2 }]);
});

it('hides, and deletes', async () => {
  await parking.send(PARKED);
  const [{ messageId, receiptHandle }] = await parking.receive(30);
  expect(await parking.hide([{ messageId, receiptHandle, seconds: 600 }])).toEqual([]);
  clock.advance(599_000);
  expect(await parking.receive(30)).toEqual([]);
  clock.advance(1_000);
  const [again] = await parking.receive(30);
  expect(await parking.hide([{ messageId, receiptHandle, seconds: 600 }])).toEqual(['InvalidParameterValue']);
  await parking.delete(again.receiptHandle);
  clock.advance(30_000);
  expect(await parking.receive(30)).toEqual([]);
});

it('asks for a drain on the main queue', async () => {
  await parking.requestDrain({ release: { group: 'a' } }, { group: '~release#a', deduplicationId: 'request-1' });
  expect(await main.receive({ maxMessages: 1, waitTimeSeconds: 0 })).toMatchObject([{ body: '{"release":{"group":"a"}}', groupId: '~release#a', deduplicationId: 'request-1' }]);
});
