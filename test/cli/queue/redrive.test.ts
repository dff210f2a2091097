import { QueueEngine } from '../../../cli/local/queue';
import { ManualClock } from '../support/manual-clock';
import { bodies, FIFO, message, receive, receiveBodies, sendInGroups } from './support/engine';

const queues = (kind: 'fifo' | 'standard' = 'standard', maxReceiveCount: number | string = 1) => {
  const clock = new ManualClock();
  const engine = new QueueEngine({ clock });
  const [suffix, properties] = kind === 'fifo' ? ['.fifo', FIFO] : ['', {}];
  const dead = engine.createQueue(`dead${suffix}`, properties);
  const queue = engine.createQueue(`main${suffix}`, {
    ...properties,
    VisibilityTimeout: 0,
    RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount },
  });
  return { clock, engine, queue, dead };
};

/** Receives until nothing comes any more, so that everything ends in the dead-letter queue. */
const exhaust = async ({ queue }: ReturnType<typeof queues>) => {
  while ((await receive(queue)).length > 0);
};

describe('A message is dead-lettered', () => {
  test('by the receive after the last one that the policy allows', async () => {
    const { queue, dead } = queues('standard', '2');
    queue.send(message('x'));
    expect(await receiveBodies(queue)).toEqual(['x']);
    expect(await receiveBodies(queue)).toEqual(['x']);
    expect(dead.counts.visible).toBe(0);
    expect(await receiveBodies(queue)).toEqual([]);
    expect(await receiveBodies(dead)).toEqual(['x']);
  });

  test('without taking the place of one that can be received', async () => {
    const { queue } = queues();
    queue.send(message('1'));
    await receive(queue);
    queue.send(message('2'));
    expect(await receiveBodies(queue, 1)).toEqual(['2']);
  });

  test('although the dead-letter queue has seen its deduplication id just before', async () => {
    const { queue, dead } = queues('fifo');
    dead.send(message('x', { groupId: 'a' }));
    queue.send(message('x', { groupId: 'a' }));
    await receive(queue);
    await receive(queue);
    expect(await receiveBodies(dead)).toEqual(['x', 'x']);
  });

  test('with its own id as deduplication id, on a FIFO queue', async () => {
    const { queue, dead } = queues('fifo');
    const { id } = queue.send(message('x', { groupId: 'a', deduplicationId: 'd' }));
    await receive(queue);
    await receive(queue);
    expect(await receive(dead)).toMatchObject([{ id, deduplicationId: id }]);
  });

  test('to a consumer that waits there', async () => {
    const { queue, dead } = queues();
    const poll = dead.receive({ maxMessages: 1, waitTimeSeconds: 20 });
    queue.send(message('x'));
    await receive(queue);
    await receive(queue);
    expect(bodies(await poll)).toEqual(['x']);
  });

  test('never, where the dead-letter queue is gone: it stays', async () => {
    const { engine, queue, dead } = queues();
    engine.deleteQueue(dead);
    queue.send(message('x'));
    await receive(queue);
    expect(await receiveBodies(queue)).toEqual(['x']);
  });
});

describe('A redrive policy is refused', () => {
  test.each([
    ['that is no JSON', '{', 'not a valid JSON map'],
    ['that is no object', '1', 'not a valid JSON map'],
    ['without target', '{"maxReceiveCount":1}', 'deadLetterTargetArn'],
    ['without count', '{"deadLetterTargetArn":"arn"}', 'maxReceiveCount'],
    ['with a count of 0', '{"deadLetterTargetArn":"arn","maxReceiveCount":0}', 'from 1 to 1000'],
    ['with a count of 1001', '{"deadLetterTargetArn":"arn","maxReceiveCount":1001}', 'from 1 to 1000'],
    ['with a target that does not exist', '{"deadLetterTargetArn":"arn","maxReceiveCount":1}', 'does not exist'],
  ])('%s', (_what, RedrivePolicy, reason) => {
    expect(() => new QueueEngine().createQueue('main', { RedrivePolicy })).toThrow(reason);
  });

  test('from a FIFO queue to a standard one', () => {
    const { engine, dead } = queues();
    expect(() => engine.createQueue('other.fifo', { ...FIFO, RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } })).toThrow('same type');
  });

  test('that leads back to the queue itself', () => {
    const { engine, queue, dead } = queues();
    expect(() => engine.setAttributes(dead, { RedrivePolicy: { deadLetterTargetArn: queue.arn, maxReceiveCount: 1 } })).toThrow('lead back');
  });

  test('no longer once it is removed by an empty one', async () => {
    const { engine, queue } = queues();
    engine.setAttributes(queue, { RedrivePolicy: '' });
    queue.send(message('x'));
    await receive(queue);
    expect(await receiveBodies(queue)).toEqual(['x']);
    expect(queue.describe()).not.toHaveProperty('RedrivePolicy');
  });
});

describe('A move task', () => {
  test('moves a group back in order, although its deduplication ids are known there', async () => {
    const all = queues('fifo');
    sendInGroups(all.queue, 'a1', 'a2', 'b1');
    await exhaust(all);
    all.engine.startMoveTask({ sourceArn: all.dead.arn });
    all.clock.advance(0);
    expect(await receiveBodies(all.queue)).toEqual(['a1', 'a2', 'b1']);
  });

  test('moves to the destination that it is given', async () => {
    const all = queues();
    const other = all.engine.createQueue('other');
    all.queue.send(message('x'));
    await exhaust(all);
    all.engine.startMoveTask({ sourceArn: all.dead.arn, destinationArn: other.arn });
    all.clock.advance(0);
    expect(await receiveBodies(other)).toEqual(['x']);
  });

  test('keeps to its rate, and can be cancelled', async () => {
    const all = queues();
    for (let index = 0; index < 5; index += 1) all.queue.send(message(String(index)));
    await exhaust(all);
    const task = all.engine.startMoveTask({ sourceArn: all.dead.arn, maxMessagesPerSecond: 2 });
    all.clock.advance(1_000);
    expect(task).toMatchObject({ status: 'RUNNING', messagesMoved: 4, messagesToMove: 5 });
    task.cancel();
    all.clock.advance(1_000);
    expect(task).toMatchObject({ status: 'CANCELLED', messagesMoved: 4 });
    expect(all.dead.counts.visible).toBe(1);
  });

  test('moves thousands of messages', async () => {
    const all = queues();
    for (let index = 0; index < 1_200; index += 1) all.queue.send(message(String(index)));
    await exhaust(all);
    const task = all.engine.startMoveTask({ sourceArn: all.dead.arn });
    all.clock.advance(0);
    expect(task).toMatchObject({ status: 'COMPLETED', messagesMoved: 1_200 });
    task.cancel();
    expect(task.status).toBe('COMPLETED');
  });

  test('fails on a message that was sent to the dead-letter queue directly, and leaves it there', async () => {
    const { engine, dead, clock } = queues();
    dead.send(message('x'));
    const task = engine.startMoveTask({ sourceArn: dead.arn });
    clock.advance(0);
    expect(task).toMatchObject({ status: 'FAILED', failureReason: 'CouldNotDetermineMessageSource', messagesMoved: 0 });
    expect(await receiveBodies(dead)).toEqual(['x']);
  });

  test('is refused for a queue that is no dead-letter queue, while another runs, to another type, and for queues that do not exist', () => {
    const { engine, queue, dead } = queues();
    const arn = 'arn:aws:sqs:us-east-1:000000000000:none';
    expect(() => engine.startMoveTask({ sourceArn: queue.arn })).toThrow('must be configured as a Dead Letter Queue');
    expect(() => engine.startMoveTask({ sourceArn: arn })).toThrow('SourceArn');
    expect(() => engine.startMoveTask({ sourceArn: dead.arn, destinationArn: arn })).toThrow('DestinationArn');
    const fifo = engine.createQueue('other.fifo', FIFO);
    expect(() => engine.startMoveTask({ sourceArn: dead.arn, destinationArn: fifo.arn })).toThrow('same type');
    engine.startMoveTask({ sourceArn: dead.arn });
    expect(() => engine.startMoveTask({ sourceArn: dead.arn })).toThrow('already a task running');
    expect(() => engine.moveTask('none')).toThrow('Task does not exist');
  });
});
