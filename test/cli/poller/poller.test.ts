import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { failing, PollerFixture, succeed, type Handle } from './poller-fixture';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import type { EventSourceMapping } from '../../../cli/local/poller/event-source-mapping';

jest.setTimeout(30_000);

let fixture: PollerFixture;
afterEach(() => fixture.stop());

async function start(handle: Handle, mapping?: Partial<EventSourceMapping>): Promise<PollerFixture> {
  fixture = await PollerFixture.start(handle, mapping);
  return fixture;
}

const ids = (event: SQSEvent): string[] => event.Records.map(record => record.messageId);
const forever = new Promise<never>(() => {});

describe('a batch', () => {
  test('holds several messages of a group, in order, and of other groups', async () => {
    const { poller } = await start(() => succeed());
    await fixture.send('a', 'a1', 'a2', 'a3');
    await fixture.send('b', 'b1');
    poller.start();
    await fixture.invocations(1);
    expect(fixture.bodies.flat().sort()).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(fixture.bodies[0]?.filter(body => body.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(fixture.errors).toEqual([]);
  });

  test('is no larger than the batch size', async () => {
    const { poller } = await start(() => succeed(), { batchSize: 2 });
    await fixture.send('a', '1', '2', '3', '4', '5');
    poller.start();
    await fixture.invocations(3);
    expect(fixture.bodies).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  test('looks as Lambda makes it look', async () => {
    const { poller, queueUrl } = await start(() => succeed());
    const sqs = new SQSClient({ endpoint: new URL(queueUrl).origin, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
    await sqs.send(new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: 'body',
      MessageGroupId: 'a',
      MessageDeduplicationId: 'd',
      MessageAttributes: { text: { DataType: 'String', StringValue: 'x' }, bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) } },
    }));
    sqs.destroy();
    poller.start();
    await fixture.invocations(1);
    expect(fixture.events).toEqual([{
      Records: [{
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        receiptHandle: expect.any(String),
        body: 'body',
        attributes: expect.objectContaining({
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: String(fixture.clock.now()),
          SentTimestamp: String(fixture.clock.now()),
          MessageGroupId: 'a',
          MessageDeduplicationId: 'd',
          SequenceNumber: expect.stringMatching(/^\d+$/),
        }),
        messageAttributes: {
          text: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          bytes: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfBody: '841a2d689ad86bd1611447453c22c6fc',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo',
        awsRegion: 'us-east-1',
      }],
    }]);
  });

  test('that is larger than an event may be becomes several invocations, one after another', async () => {
    const { poller } = await start(() => succeed());
    await fixture.send('a', ...['1', '2', '3', '4', '5', '6', '7'].map(body => body.repeat(1_000_000)));
    poller.start();
    await fixture.invocations(2);
    expect(fixture.bodies.map(bodies => bodies.map(body => body[0]))).toEqual([['1', '2', '3', '4', '5', '6'], ['7']]);
    expect(await fixture.counts()).toEqual([0, 0]);
  });

  test.each([
    ['orders.fifo', 'is not continued where its group failed', ['123456']],
    ['orders', 'is continued on a standard queue', ['123456', '7']],
  ])('that is larger than an event may be, on %s, %s', async (queue, _, expected) => {
    const { poller } = await start(event => failing(ids(event)[0] ?? ''), { queueArn: `arn:aws:sqs:us-east-1:000000000000:${queue}`, maximumConcurrency: 1 });
    await fixture.send('a', ...['1', '2', '3', '4', '5', '6', '7'].map(body => body.repeat(1_000_000)));
    poller.start();
    await fixture.invocations(expected.length);
    expect(fixture.bodies.map(bodies => bodies.map(body => body[0]).join(''))).toEqual(expected);
  });
});

describe("the function's answer with ReportBatchItemFailures", () => {
  const first = ([id]: string[]): string => id;

  test.each<[string, (ids: string[]) => unknown]>([
    ['an empty object', () => ({})],
    ['null', () => null],
    ['an empty list', () => ({ batchItemFailures: [] })],
    ['null for the list', () => ({ batchItemFailures: null })],
  ])('%s means that all succeeded: all are deleted', async (_, answer) => {
    const { poller } = await start(event => succeed(answer(ids(event))));
    await fixture.send('a', '1', '2', '3');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 0]);
    expect(fixture.reports).toMatchObject([{ records: 3, outcome: 'succeeded' }]);
  });

  test('a list of messages means that those failed: they stay, hidden until their visibility timeout runs out', async () => {
    const { poller, clock } = await start(event => event.Records.length === 3 ? failing(...ids(event).slice(1)) : succeed());
    await fixture.send('a', '1', '2', '3');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 2]);
    expect(fixture.reports).toMatchObject([{ records: 3, outcome: 'partly failed' }]);
    clock.advance(60_000);
    await fixture.invocations(2);
    expect(fixture.bodies).toEqual([['1', '2', '3'], ['2', '3']]);
    expect(fixture.events[1]?.Records.map(record => record.attributes.ApproximateReceiveCount)).toEqual(['2', '2']);
    expect(await fixture.counts()).toEqual([0, 0]);
  });

  test.each<[string, (ids: string[]) => unknown]>([
    ['a message that is not in the batch', batch => ({ batchItemFailures: [{ itemIdentifier: first(batch) }, { itemIdentifier: 'unknown' }] })],
    ['an empty id', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['null for an id', () => ({ batchItemFailures: [{ itemIdentifier: null }] })],
    ['a misspelt key', batch => ({ batchItemFailures: [{ itemId: first(batch) }] })],
    ['an item that is no object', batch => ({ batchItemFailures: [first(batch)] })],
    ['a list that is none', () => ({ batchItemFailures: 'all' })],
    ['a text', () => 'done'],
    ['a list in place of the object', () => []],
  ])('%s means that all failed: none is deleted', async (_, answer) => {
    const { poller } = await start(event => succeed(answer(ids(event))));
    await fixture.send('a', '1', '2');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 2]);
    expect(fixture.reports).toMatchObject([{ outcome: 'partly failed' }]);
  });

  test('an answer that is not JSON means that all failed', async () => {
    const { poller } = await start(() => ({ outcome: 'succeeded', payload: '{"batchItemFailures":[' }));
    await fixture.send('a', '1', '2');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 2]);
  });

  test.each(['failed', 'timed out', 'crashed'] as const)('an invocation that %s leaves the whole batch on the queue', async outcome => {
    const { poller } = await start(() => ({ outcome, error: 'why' }));
    await fixture.send('a', '1', '2');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 2]);
    expect(fixture.reports).toMatchObject([{ outcome, error: 'why', records: 2, at: fixture.clock.now() }]);
  });
});

describe("the function's answer without ReportBatchItemFailures", () => {
  test('is ignored: all are deleted', async () => {
    const { poller } = await start(event => failing(...ids(event)), { reportBatchItemFailures: false });
    await fixture.send('a', '1', '2');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 0]);
  });

  test('keeps the whole batch when it is an error', async () => {
    const { poller } = await start(() => ({ outcome: 'failed', error: 'why' }), { reportBatchItemFailures: false });
    await fixture.send('a', '1', '2');
    poller.start();
    await fixture.invocations(1);
    expect(await fixture.counts()).toEqual([0, 2]);
  });
});

describe('concurrency', () => {
  test('never exceeds the maximum, though it is reached', async () => {
    let running = 0;
    let highest = 0;
    const { poller } = await start(async () => {
      running += 1;
      highest = Math.max(highest, running);
      await new Promise(resolve => setTimeout(resolve, 30));
      running -= 1;
      return succeed();
    }, { batchSize: 1, maximumConcurrency: 3 });
    for (const group of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await fixture.send(group, '1', '2');
    poller.start();
    await fixture.invocations(16);
    expect(highest).toBe(3);
  });

  test('never lets two invocations work on one group of a FIFO queue', async () => {
    const running = new Set<string>();
    let overlaps = 0;
    const { poller } = await start(async event => {
      const group = event.Records[0]?.attributes.MessageGroupId ?? '';
      if (running.has(group)) overlaps += 1;
      running.add(group);
      await new Promise(resolve => setTimeout(resolve, 5));
      running.delete(group);
      return succeed();
    }, { batchSize: 1, maximumConcurrency: 10 });
    for (const group of ['a', 'b']) await fixture.send(group, '1', '2', '3', '4', '5', '6');
    poller.start();
    await fixture.invocations(12);
    expect(overlaps).toBe(0);
    expect(fixture.reports.length).toBe(12);
  });

  test('of a standard queue does not depend on groups', async () => {
    let running = 0;
    let highest = 0;
    let allAtOnce: () => void = () => undefined;
    const reached = new Promise<void>(resolve => { allAtOnce = resolve; });
    const { poller } = await start(async () => {
      running += 1;
      highest = Math.max(highest, running);
      if (running === 4) allAtOnce();
      await reached;
      running -= 1;
      return succeed();
    }, { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders', batchSize: 1, maximumConcurrency: 4 });
    await fixture.send('', '1', '2', '3', '4', '5', '6');
    poller.start();
    await fixture.invocations(6);
    expect(highest).toBe(4);
  });
});

describe('a throttled invocation', () => {
  test('is tried again while the batch is hidden', async () => {
    let calls = 0;
    const { poller, clock } = await start(() => {
      calls += 1;
      return calls < 3 ? { outcome: 'throttled' } : succeed();
    });
    await fixture.send('a', '1');
    poller.start();
    while (calls < 3) {
      await new Promise(resolve => setTimeout(resolve, 5));
      if (clock.pending > 0) clock.advance(1000);
    }
    await fixture.invocations(1);
    expect(fixture.reports).toMatchObject([{ outcome: 'succeeded' }]);
    expect(await fixture.counts()).toEqual([0, 0]);
  });

  test('returns its messages, one receive richer, when the batch is hidden no longer', async () => {
    const { poller, clock } = await start(event => event.Records[0]?.attributes.ApproximateReceiveCount === '1' ? { outcome: 'throttled' } : succeed());
    await fixture.send('a', '1');
    poller.start();
    while (fixture.reports.length < 2) {
      await new Promise(resolve => setTimeout(resolve, 2));
      clock.advance(1000);
    }
    expect(fixture.reports.map(({ outcome }) => outcome)).toEqual(['throttled', 'succeeded']);
  });
});

describe('a mapping', () => {
  test('that is disabled receives nothing', async () => {
    const { poller } = await start(() => succeed(), { enabled: false });
    await fixture.send('a', '1');
    poller.start();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(fixture.events).toEqual([]);
    expect(await fixture.counts()).toEqual([1, 0]);
  });

  test('receives what arrives later', async () => {
    const { poller } = await start(() => succeed());
    poller.start();
    await fixture.send('a', '1');
    await fixture.invocations(1);
    await fixture.send('a', '2');
    await fixture.invocations(2);
    expect(fixture.bodies).toEqual([['1'], ['2']]);
  });

  test('reports that the queue cannot be reached, and tries again', async () => {
    const { poller, clock } = await start(() => succeed());
    await fixture.stopServer();
    poller.start();
    while (fixture.errors.length < 2) {
      await new Promise(resolve => setTimeout(resolve, 5));
      if (clock.pending > 0) clock.advance(1000);
    }
    expect(fixture.errors[0]).toContain(`Cannot receive from ${fixture.queueUrl}: `);
  });

  test('reports what it cannot delete', async () => {
    const { poller, clock } = await start(() => {
      clock.advance(60_000); // the messages can be received again
      return succeed();
    });
    await fixture.send('a', '1');
    poller.start();
    while (fixture.errors.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    expect(fixture.errors[0]).toMatch(/^Cannot delete message [0-9a-f-]+ from http/);
  });

  test('reports a function that cannot be started', async () => {
    const { poller } = await start(() => {
      throw new Error('no runtime');
    });
    await fixture.send('a', '1');
    poller.start();
    while (fixture.errors.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    expect(fixture.errors).toEqual(['no runtime']);
    expect(await fixture.counts()).toEqual([0, 1]);
  });
});

describe('disabling', () => {
  test('lets the receive end that is under way, and receives nothing more until it is enabled', async () => {
    const { poller, clock } = await start(() => succeed());
    poller.start();
    expect(poller.state).toBe('Enabled');
    while (clock.pending === 0) await new Promise(resolve => setTimeout(resolve, 5));
    poller.setEnabled(false);
    expect(poller.state).toBe('Disabling');
    clock.advance(20_000);
    while (poller.state !== 'Disabled') await new Promise(resolve => setTimeout(resolve, 5));
    await fixture.send('a', '1');
    expect(await fixture.counts()).toEqual([1, 0]);
    poller.setEnabled(true);
    await fixture.invocations(1);
    expect(fixture.bodies).toEqual([['1']]);
  });

  test('does not keep it from being stopped', async () => {
    const { poller } = await start(() => succeed(), { enabled: false });
    poller.start();
    expect(poller.state).toBe('Disabled');
    await poller.stop(10_000);
  });
});

describe('stopping', () => {
  test('lets the invocations that run end, and deletes what they delivered', async () => {
    let finish = (): void => {};
    const { poller } = await start(() => new Promise(resolve => {
      finish = () => resolve(succeed());
    }), { maximumConcurrency: 1 });
    await fixture.send('a', '1');
    poller.start();
    while (poller.active === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await fixture.send('b', '2');
    const stopped = poller.stop(10_000);
    finish();
    await stopped;
    expect(fixture.bodies).toEqual([['1']]);
    expect(await fixture.counts()).toEqual([1, 0]);
  });

  test.each([1, 2])('does not wait longer than it is told to, with a maximum concurrency of %s', async maximumConcurrency => {
    const { poller } = await start(() => forever, { maximumConcurrency });
    await fixture.send('a', '1');
    poller.start();
    while (poller.active === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await poller.stop(20);
    expect(poller.active).toBe(1);
  });

  test('ends the wait for an invocation that is throttled', async () => {
    const { poller } = await start(() => ({ outcome: 'throttled' }));
    await fixture.send('a', '1');
    poller.start();
    while (fixture.clock.pending < 2) await new Promise(resolve => setTimeout(resolve, 5));
    await poller.stop(10_000);
    expect(fixture.reports).toMatchObject([{ outcome: 'throttled' }]);
  });
});
