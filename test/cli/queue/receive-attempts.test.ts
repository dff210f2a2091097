import { bodies, fifoQueue, sendInGroups, standardQueue } from './support/engine';

const ATTEMPT = { maxMessages: 10, waitTimeSeconds: 0, attemptId: 'try-1' };

describe('A receive repeated under its attempt id', () => {
  const received = async () => {
    const { queue, clock } = fifoQueue({ VisibilityTimeout: 30 });
    sendInGroups(queue, 'a1', 'a2');
    return { queue, clock, messages: await queue.receive(ATTEMPT) };
  };

  test('returns the same messages and handles, and hides them anew', async () => {
    const { queue, clock, messages } = await received();
    clock.advance(20_000);
    const again = await queue.receive(ATTEMPT);
    expect(again).toEqual(messages);
    clock.advance(20_000);
    expect(() => queue.delete(again[0].receiptHandle)).not.toThrow();
  });

  test('is refused once one of the messages is deleted', async () => {
    const { queue, messages } = await received();
    queue.delete(messages[1].receiptHandle);
    await expect(queue.receive(ATTEMPT)).rejects.toThrow('ReceiveRequestAttemptId is invalid');
  });

  test('is a receive of its own after five minutes', async () => {
    const { queue, clock } = await received();
    clock.advance(300_000);
    expect((await queue.receive(ATTEMPT)).map(({ receiveCount }) => receiveCount)).toEqual([2, 2]);
  });

  test('is a receive of its own where the first one got nothing', async () => {
    const { queue } = fifoQueue();
    await queue.receive(ATTEMPT);
    sendInGroups(queue, 'a1');
    expect(bodies(await queue.receive(ATTEMPT))).toEqual(['a1']);
  });

  test('is for FIFO queues only', async () => {
    const { queue } = standardQueue();
    await expect(queue.receive(ATTEMPT)).rejects.toThrow('not valid for this queue type');
  });
});
