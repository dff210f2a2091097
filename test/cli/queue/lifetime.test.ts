import { bodies, fifoQueue, message, receive, receiveBodies, sendInGroups, standardQueue } from './support/engine';

const HOUR_MILLIS = 3_600_000;
const FIVE_MINUTES_MILLIS = 300_000;

describe('The retention period', () => {
  test('ends for a message that nobody received', async () => {
    const { queue, clock } = standardQueue({ MessageRetentionPeriod: 60 });
    queue.send(message('x'));
    clock.advance(59_999);
    expect(queue.counts.visible).toBe(1);
    expect(queue.ageOfOldestMessageMillis).toBe(59_999);
    clock.advance(1);
    expect(await receiveBodies(queue)).toEqual([]);
    expect(queue.ageOfOldestMessageMillis).toBe(0);
  });

  test('ends for a message in flight too, and frees the group behind it', async () => {
    const { queue, clock } = fifoQueue({ MessageRetentionPeriod: 60, VisibilityTimeout: 3600 });
    sendInGroups(queue, 'a1');
    const [first] = await receive(queue);
    clock.advance(30_000);
    sendInGroups(queue, 'a2');
    const waiting = queue.receive({ maxMessages: 10, waitTimeSeconds: 40 });
    clock.advance(30_000);
    expect(bodies(await waiting)).toEqual(['a2']);
    expect(() => queue.delete(first.receiptHandle)).not.toThrow();
  });

  test('changes for the messages on the queue when the attribute does', () => {
    const { engine, queue, clock } = standardQueue();
    queue.send(message('x'));
    clock.advance(HOUR_MILLIS);
    engine.setAttributes(queue, { MessageRetentionPeriod: '60' });
    expect(queue.counts.visible).toBe(0);
  });

  test('goes on in a standard dead-letter queue and starts anew in a FIFO one', async () => {
    const remaining = async (kind: 'fifo' | 'standard') => {
      const { engine, queue, clock } = kind === 'fifo' ? fifoQueue({ VisibilityTimeout: 0 }) : standardQueue({ VisibilityTimeout: 0 });
      const dead = engine.createQueue(`dead${kind === 'fifo' ? '.fifo' : ''}`, kind === 'fifo' ? { FifoQueue: true } : {});
      engine.setAttributes(queue, { RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
      sendInGroups(queue, 'a1');
      await receive(queue);
      clock.advance(HOUR_MILLIS);
      await receive(queue);
      return dead.ageOfOldestMessageMillis;
    };
    expect(await remaining('standard')).toBe(HOUR_MILLIS);
    expect(await remaining('fifo')).toBe(0);
  });
});

describe('The deduplication window', () => {
  test('lasts five minutes from the original, whatever came in between', async () => {
    const { queue, clock } = fifoQueue();
    const send = () => queue.send(message('x', { groupId: 'a' })).id;
    const original = send();
    clock.advance(FIVE_MINUTES_MILLIS - 1);
    expect(send()).toBe(original);
    clock.advance(1);
    expect(send()).not.toBe(original);
    expect(await receiveBodies(queue)).toEqual(['x', 'x']);
  });
});

describe('With as many messages in flight as can be', () => {
  test('a standard queue refuses to hand out more', async () => {
    const { queue } = standardQueue({}, { maxInFlight: 2 });
    for (const body of ['1', '2', '3']) queue.send(message(body));
    expect(await receiveBodies(queue)).toEqual(['1', '2']);
    await expect(receive(queue)).rejects.toMatchObject({ name: 'OverLimit' });
  });

  test('a FIFO queue hands out nothing, and says nothing, until one is deleted', async () => {
    const { queue } = fifoQueue({}, { maxInFlight: 2 });
    sendInGroups(queue, 'a1', 'b1', 'c1');
    const [first] = await receive(queue);
    expect(await receiveBodies(queue)).toEqual([]);
    queue.delete(first.receiptHandle);
    expect(await receiveBodies(queue)).toEqual(['c1']);
  });

  test('a long poll that waits on a standard queue fails', async () => {
    const { queue } = standardQueue({}, { maxInFlight: 1 });
    const polls = [1, 2].map(async () => queue.receive({ maxMessages: 1, waitTimeSeconds: 20 }));
    queue.send(message('1'));
    queue.send(message('2'));
    expect(bodies(await polls[0])).toEqual(['1']);
    await expect(polls[1]).rejects.toMatchObject({ name: 'OverLimit' });
  });
});
