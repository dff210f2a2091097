import { fifoQueue, receive, receiveBodies, sendInGroups } from './support/engine';

describe('A FIFO queue hands out', () => {
  test('several messages of one group in one receive, in order', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1', 'a2', 'a3');
    expect(await receiveBodies(queue)).toEqual(['a1', 'a2', 'a3']);
  });

  test('as many messages of one group as possible before the next group', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1', 'b1', 'a2', 'c1', 'a3');
    expect(await receiveBodies(queue, 4)).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  test('nothing of a group of which an earlier receive is in flight', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1', 'a2', 'b1');
    expect(await receiveBodies(queue, 1)).toEqual(['a1']);
    expect(await receiveBodies(queue)).toEqual(['b1']);
    sendInGroups(queue, 'a3');
    expect(await receiveBodies(queue)).toEqual([]);
  });

  test('the rest of a group once all that was received of it is deleted', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1', 'a2', 'a3');
    const [first, second] = await receive(queue, 2);
    queue.delete(first.receiptHandle);
    expect(await receiveBodies(queue)).toEqual([]);
    queue.delete(second.receiptHandle);
    expect(await receiveBodies(queue)).toEqual(['a3']);
  });

  test('what was received but not deleted, in order again, when its time is over', async () => {
    const { queue, clock } = fifoQueue({ VisibilityTimeout: '30' });
    sendInGroups(queue, 'a1', 'a2', 'a3');
    await receive(queue, 2);
    clock.advance(29_999);
    expect(await receiveBodies(queue)).toEqual([]);
    clock.advance(1);
    expect(await receiveBodies(queue)).toEqual(['a1', 'a2', 'a3']);
  });

  test('groups in turn: one that was served goes to the end of the line', async () => {
    const { queue } = fifoQueue();
    sendInGroups(queue, 'a1', 'b1', 'b2', 'c1', 'a2');
    expect(await receiveBodies(queue, 3, 0)).toEqual(['a1', 'a2', 'b1']);
    expect(await receiveBodies(queue, 10, 0)).toEqual(['c1', 'a1', 'a2', 'b1', 'b2']);
  });
});

describe('An invisible message of a group blocks what is behind it and nothing in front of it', () => {
  const received = async () => {
    const { queue, clock } = fifoQueue({ VisibilityTimeout: '1' });
    sendInGroups(queue, 'a1', 'a2', 'a3');
    return { queue, clock, messages: await receive(queue) };
  };

  test.each([
    { extended: 0, returned: [] },
    { extended: 1, returned: ['a1'] },
    { extended: 2, returned: ['a1', 'a2'] },
  ])('extending message $extended of three returns $returned', async ({ extended, returned }) => {
    const { queue, clock, messages } = await received();
    queue.changeVisibility(messages[extended].receiptHandle, 4);
    clock.advance(2_000);
    expect(await receiveBodies(queue)).toEqual(returned);
    clock.advance(2_000);
    expect(await receiveBodies(queue)).toEqual(['a1', 'a2', 'a3']);
  });

  test('shortening the first returns it alone', async () => {
    const { queue, clock, messages } = await received();
    messages.forEach(({ receiptHandle }) => queue.changeVisibility(receiptHandle, 30));
    queue.changeVisibility(messages[0].receiptHandle, 0);
    expect(await receiveBodies(queue)).toEqual(['a1']);
    clock.advance(1_000);
    expect(await receiveBodies(queue)).toEqual(['a1']);
  });

  test('shortening a later one returns nothing before the first is visible', async () => {
    const { queue, messages } = await received();
    queue.changeVisibility(messages[1].receiptHandle, 0);
    expect(await receiveBodies(queue)).toEqual([]);
  });

  test('deleting the first while the second is in flight keeps the group locked', async () => {
    const { queue, messages } = await received();
    queue.delete(messages[0].receiptHandle);
    sendInGroups(queue, 'a4');
    expect(await receiveBodies(queue)).toEqual([]);
  });

  test('the same visibility for a failed message and all behind it brings all of them back together', async () => {
    const { queue, clock, messages } = await received();
    queue.delete(messages[0].receiptHandle);
    messages.slice(1).forEach(({ receiptHandle }) => queue.changeVisibility(receiptHandle, 5));
    sendInGroups(queue, 'a4');
    clock.advance(5_000);
    expect(await receiveBodies(queue)).toEqual(['a2', 'a3', 'a4']);
  });
});

describe('A FIFO queue', () => {
  test('gives sequence numbers of 20 digits that increase', () => {
    const { queue } = fifoQueue();
    const numbers = Array.from({ length: 12 }, (_, index) => queue.send({ body: `${index}`, groupId: 'a', attributes: {}, systemAttributes: {} }).sequenceNumber);
    expect(numbers.every((number) => /^\d{20}$/.test(number ?? ''))).toBe(true);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(12);
  });

  test('delays all messages by its own delay, also those that it holds already when the delay changes', async () => {
    const { engine, queue, clock } = fifoQueue({ DelaySeconds: '10' });
    sendInGroups(queue, 'a1', 'a2');
    expect(await receiveBodies(queue)).toEqual([]);
    expect(queue.counts).toEqual({ visible: 0, inFlight: 0, delayed: 2 });
    engine.setAttributes(queue, { DelaySeconds: '4' });
    clock.advance(4_000);
    expect(await receiveBodies(queue)).toEqual(['a1', 'a2']);
  });
});
