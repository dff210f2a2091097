import { bodies, fifoQueue, message, receive, sendInGroups, standardQueue } from './support/engine';

const LONG_POLL = { maxMessages: 10, waitTimeSeconds: 20 };

describe('A long poll', () => {
  test('gets messages before those that began to wait later', async () => {
    const { queue } = standardQueue();
    const polls = [queue.receive(LONG_POLL), queue.receive(LONG_POLL)];
    queue.send(message('1'));
    queue.send(message('2'));
    expect((await Promise.all(polls)).map(bodies)).toEqual([['1'], ['2']]);
  });

  test('ends empty after its time, and leaves nothing running', async () => {
    const { queue, clock } = standardQueue();
    const poll = queue.receive(LONG_POLL);
    clock.advance(20_000);
    expect(await poll).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('takes no message for a consumer that went away', async () => {
    const { queue, clock } = standardQueue();
    const consumer = new AbortController();
    const poll = queue.receive(LONG_POLL, consumer.signal);
    consumer.abort();
    queue.send(message('x'));
    expect(await poll).toEqual([]);
    expect(queue.counts).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    expect(clock.pending).toBe(0);
  });

  test('does not begin for a consumer that went away before', async () => {
    const { queue } = standardQueue();
    const poll = queue.receive(LONG_POLL, AbortSignal.abort());
    queue.send(message('x'));
    expect(await poll).toEqual([]);
    expect(queue.counts.visible).toBe(1);
  });

  test('gets a delayed message when its delay ends', async () => {
    const { queue, clock } = standardQueue();
    queue.send(message('x', { delaySeconds: 10 }));
    const poll = queue.receive(LONG_POLL);
    clock.advance(10_000);
    expect(bodies(await poll)).toEqual(['x']);
  });

  test('gets what a shortened visibility brings back', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1');
    const [{ receiptHandle }] = await receive(queue);
    const poll = queue.receive(LONG_POLL);
    queue.changeVisibility(receiptHandle, 0);
    expect(bodies(await poll)).toEqual(['a1']);
  });

  test('waits on although the only change was a group that stays locked', async () => {
    const { queue, clock } = fifoQueue({ VisibilityTimeout: 600 });
    sendInGroups(queue, 'a1', 'a2');
    await receive(queue, 1);
    const poll = queue.receive(LONG_POLL);
    sendInGroups(queue, 'a3');
    clock.advance(20_000);
    expect(await poll).toEqual([]);
  });

  test('ends empty when its queue is deleted', async () => {
    const { engine, queue } = standardQueue();
    const poll = queue.receive(LONG_POLL);
    engine.deleteQueue(queue);
    expect(await poll).toEqual([]);
  });
});
