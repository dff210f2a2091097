import { World, type Fault } from './support/world';
import { DELIVERED, REFUSED, UNAVAILABLE } from '../support/harness';

/** A backend that refuses one webhook for good for as long as it is not mended. */
function refusing(...refused: string[]): { readonly world: World; mend(): void } {
  const broken = new Set(refused);
  return { world: new World({ respond: id => broken.has(id) ? REFUSED : DELIVERED }), mend: () => broken.clear() };
}

describe('F4 F19: a webhook that is given up', () => {
  it('is parked with the reason, and the later ones of its group behind it, in order; other groups go on', async () => {
    const { world } = refusing('a1');
    const ids = ['a1', 'a2', 'a3'].map(id => world.send('a', id));
    world.send('b', 'b1');
    await world.pollAll();
    world.send('a', 'a4');
    await world.pollAll();
    expect(world.attempts.map(({ id }) => id)).toEqual(['a1', 'b1']);
    const parked = await world.parkingQueue.receive({ maxMessages: 10, waitTimeSeconds: 0 });
    expect(parked.map(({ body }) => Buffer.from((JSON.parse(body) as { body: string }).body, 'base64').toString())).toEqual(['a1', 'a2', 'a3', 'a4']);
    const explained = ['wbReason', 'wbAttempts', 'wbLastStatus'];
    expect(parked.map(({ attributes }) => explained.map(name => attributes[name]?.StringValue))).toEqual([
      ['PERMANENT', '1', '422'], ['GROUP_PARKED', '0', undefined], ['GROUP_PARKED', '0', undefined], ['GROUP_PARKED', '0', undefined],
    ]);
    expect(parked.slice(0, 3).map(({ attributes }) => attributes.wbMessageId.StringValue)).toEqual(ids);
    expect(parked.map(({ groupId }) => groupId)).toEqual(['a', 'a', 'a', 'a']);
    expect(world.count('PARKED')).toBe(4);
    expect(ids.map(id => world.table.heads.get(id)?.state)).toEqual(['PARKED', 'PARKED', 'PARKED']);
    expect(world.left).toBe(4);
  });

  it('is parked as well where the retry policy allows no further attempt', async () => {
    const retry = { initialDelaySeconds: 1, maxDelaySeconds: 1, maxAgeSeconds: 86_400, maxAttempts: 2 };
    const world = new World({ respond: () => UNAVAILABLE, settings: { retry } });
    world.send('a', 'a1');
    await world.settle(2);
    expect([world.attempts.length, world.parked, world.left]).toEqual([2, 1, 1]);
    expect(world.lines.find(({ message }) => message === 'parked')).toMatchObject({ level: 'warn', group: 'a', reason: 'EXHAUSTED', attempts: 2 });
  });

  it('P5: stays on the queue, and so do those behind it, as long as the parking queue does not take it', async () => {
    const { world } = refusing('a1');
    let broken = true;
    world.options = { ...world.options, fault: call => call === 'send' && broken ? 'fail' : 'none' };
    world.send('a', 'a1');
    world.send('a', 'a2');
    await world.pollAll();
    expect([world.parked, world.left]).toEqual([0, 2]);
    broken = false;
    world.wait(60);
    await world.pollAll();
    expect([world.parked, world.left]).toEqual([2, 2]);
    expect(world.attempts.map(({ id }) => id)).toEqual(['a1']);
  });

  it('F12: comes back with those behind it where the parking queue does not answer before the invocation has to', async () => {
    const { world } = refusing('a1');
    let hangs = true;
    const untilTheEnd = (): Promise<never> => {
      world.wait(49.6);
      return new Promise(() => { /* hangs */ });
    };
    world.options = { ...world.options, fault: call => call === 'send' && hangs ? untilTheEnd() : 'none' };
    world.send('a', 'a1');
    world.send('a', 'a2');
    await world.pollAll();
    expect([world.parked, world.left]).toEqual([0, 2]);
    expect(world.lines.find(({ message }) => message === 'record_failed')).toMatchObject({ errorMessage: 'parking took too long' });
    hangs = false;
    world.wait(60);
    await world.pollAll();
    expect([world.parked, world.left]).toEqual([2, 2]);
  });

  it('fails closed: where nobody can tell whether its group is parked, a webhook waits, for longer each time', async () => {
    const world = new World({ fault: call => call === 'read' ? 'fail' : 'none' });
    world.send('a', 'a1');
    world.send('~request-1', 'alone');
    await world.poll();
    expect(world.attempts.map(({ id }) => id)).toEqual(['alone']);
    expect([world.count('DEFERRED'), world.left]).toEqual([1, 1]);
    expect(world.lines.find(({ message }) => message === 'group_states_unknown')).toMatchObject({ errorMessage: 'read failed' });
    world.wait(3_600);
    await world.poll();
    world.options = {};
    await world.settle(60);
    expect(world.attempts.map(({ id }) => id)).toEqual(['alone', 'a1']);
  });

  it('is dead-lettered nevertheless where it is no webhook at all, and holds up nobody', async () => {
    const { world } = refusing('a1');
    world.send('a', 'a1');
    await world.pollAll();
    world.queue.send({ body: 'no envelope', attributes: {}, systemAttributes: {}, groupId: 'a', deduplicationId: 'malformed' });
    await world.pollAll();
    expect([world.parked, world.deadLetters(), world.left]).toEqual([1, 1, 1]);
  });

  it('is parked when it fills its message to the brim: what brings it back as itself takes no room in it', async () => {
    const { world, mend } = refusing('a1');
    const room = 1_048_576 - 'wb'.length - 'String'.length - 900;
    const messageId = world.send('a', 'a1', { headers: [['X-Long', 'x'.repeat(Math.floor(room * 3 / 4))]] });
    await world.pollAll();
    const [{ attributes }] = await world.parkingQueue.receive({ maxMessages: 1, waitTimeSeconds: 0, visibilityTimeoutSeconds: 0 });
    expect(Object.keys(attributes)).toContain('wb');
    mend();
    await world.release({ group: 'a' });
    await world.settle(2);
    expect(world.attempts.map(attempt => attempt.messageId)).toEqual([messageId, messageId]);
  });
});

describe('F19: whatever call a forwarder dies of, or that fails, while it parks', () => {
  /** The calls of the ports while two batches are parked. */
  async function parkAll(fault: (number: number) => Fault): Promise<{ readonly world: World; readonly calls: number }> {
    const { world, mend } = refusing('a2');
    let calls = 0;
    world.options = { ...world.options, fault: () => fault(calls++) };
    for (const id of ['a1', 'a2', 'a3']) world.send('a', id);
    await world.settle(15);
    for (const id of ['a4', 'a5']) world.send('a', id);
    await world.settle(15);
    world.options = { ...world.options, fault: undefined };
    mend();
    await world.settle(15);
    await world.release({ all: true });
    await world.settle(15);
    return { world, calls };
  }

  it.each<Exclude<Fault, 'none'>>(['die before', 'die after', 'fail'])('P3 P5: the group is delivered in order after its release, and nothing is lost: %s', async fault => {
    const { calls } = await parkAll(() => 'none');
    expect(calls).toBeGreaterThan(15);
    for (let at = 0; at < calls; at++) {
      const { world } = await parkAll(number => number === at ? fault : 'none');
      expect([at, world.firstDeliveries('a')]).toEqual([at, ['a1', 'a2', 'a3', 'a4', 'a5']]);
      expect([at, world.left, world.states.states.size]).toEqual([at, 0, 0]);
    }
  });
});
