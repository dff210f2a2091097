import { World } from './support/world';
import { DELIVERED, failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from '../support/harness';
import { record } from '../support/records';

const RETRY = { initialDelaySeconds: 10, maxDelaySeconds: 600, maxAgeSeconds: 86_400, maxAttempts: 2 };

describe('F22: a webhook that blocks', () => {
  it.each([['refused for good', REFUSED, 1], ['out of attempts', UNAVAILABLE, 2]])('keeps its group waiting, and is tried again after the longest wait: %s', async (_, answer, receiveCount) => {
    const harness = new Harness({ ...SETTINGS, retry: RETRY, onExhausted: 'block' });
    harness.target.respond = () => answer;
    if (receiveCount > 1) await harness.run([record({ messageId: 'm1' })]);
    harness.hidden.length = 0;
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount }), record({ messageId: 'm2' })]))).toEqual(['m1', 'm2']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 600 }, { messageId: 'm2', seconds: 600 }]]);
    expect(harness.table.statusesOf('m1').at(-1)).toBe('RETRY');
    expect([harness.count('BLOCKED'), harness.deadLetters.length]).toEqual([1, 0]);
  });

  it('is never acknowledged until SQS deletes it, and does not use up its receives', async () => {
    const world = new World({ settings: { onExhausted: 'block', retry: { ...RETRY, maxDelaySeconds: 60 } }, respond: () => REFUSED });
    world.send('a', 'a1');
    for (let days = 0; days < 13; days++) {
      await world.settle(24 * 60);
      expect([days, world.left, world.deadLetters()]).toEqual([days, 1, 0]);
    }
    world.options = { ...world.options, respond: () => DELIVERED };
    await world.settle(24 * 60);
    expect([world.left, world.attempts.at(-1)?.delivered]).toEqual([0, true]);
  });

  it('waits as long as the target asks for', async () => {
    const harness = new Harness({ ...SETTINGS, retry: RETRY, onExhausted: 'block' });
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false, retryAfterMillis: 3_600_000 }, report: { httpStatus: 429 } });
    harness.time += RETRY.maxAgeSeconds * 1000;
    await harness.run([record({ messageId: 'm1' })]);
    expect(harness.hidden).toMatchObject([[{ seconds: 3_600 }]]);
  });

  it('is tried again although it was given up before its route was made to block', async () => {
    const harness = new Harness({ ...SETTINGS, onExhausted: 'deadLetter' });
    harness.target.respond = () => REFUSED;
    harness.ports.queue.deadLetter = () => Promise.reject(new Error('throttled'));
    await harness.run([record({ messageId: 'm1' })]);
    harness.settings = { ...SETTINGS, onExhausted: 'block' };
    harness.time += 60_000;
    harness.target.respond = () => DELIVERED;
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 2 })]))).toEqual([]);
    expect(harness.table.statusesOf('m1')).toEqual(['PERMANENT', 'DELIVERED']);
  });
});

describe('a webhook that is discarded', () => {
  it('is recorded, counted and acknowledged, and its group goes on', async () => {
    const harness = new Harness({ ...SETTINGS, onExhausted: 'discard' });
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? REFUSED : DELIVERED;
    expect(failuresOf(await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2' })]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.table.statusesOf('m1')).toEqual(['PERMANENT']);
    expect(harness.table.heads.get('m1')?.state).toBe('DISCARDED');
    expect([harness.count('DISCARDED'), harness.deadLetters.length]).toEqual([1, 0]);
    expect(harness.linesWith('discarded')).toMatchObject([{ level: 'warn', messageId: 'm1', reason: 'PERMANENT', attempts: 1 }]);
  });

  it('stays so where it comes again', async () => {
    const harness = new Harness({ ...SETTINGS, onExhausted: 'discard' });
    harness.target.respond = () => REFUSED;
    await harness.run([record({ messageId: 'm1' })]);
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 2 })]))).toEqual([]);
    expect([harness.target.attempts.length, harness.count('DISCARDED')]).toEqual([1, 2]);
  });

  it('is dead-lettered nevertheless where it is no webhook at all', async () => {
    const harness = new Harness({ ...SETTINGS, onExhausted: 'discard' });
    await harness.run([{ ...record({ messageId: 'm1' }), body: '{}' }]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'MALFORMED' } }]);
  });
});

describe('a route', () => {
  it('has an action of its own', async () => {
    const harness = new Harness({ ...SETTINGS, onExhausted: 'discard', routes: { '/github': { onExhausted: 'deadLetter' }, '/other': {} } });
    harness.target.respond = () => REFUSED;
    await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2', route: '/other' }), record({ messageId: 'm3', route: '/gone' })]);
    expect(harness.deadLetters.map(({ attributes }) => attributes.wbMessageId)).toEqual(['m1']);
    expect(harness.count('DISCARDED')).toBe(2);
  });

  it('shares the state of a group with the others: what comes behind a parked webhook is parked, whatever its own route does', async () => {
    const routes = { '/github': {}, '/other': { onExhausted: 'discard' as const } };
    const world = new World({ settings: { routes }, respond: id => id === 'a1' ? REFUSED : DELIVERED });
    world.send('a', 'a1');
    world.send('a', 'a2', { route: '/other' });
    await world.pollAll();
    expect(world.parked).toBe(2);
    world.options = { settings: { routes }, respond: id => id === 'a2' ? REFUSED : DELIVERED };
    await world.release({ group: 'a' });
    world.send('a', 'a3');
    await world.settle(2);
    expect(world.attempts.map(({ id }) => id)).toEqual(['a1', 'a1', 'a2', 'a3']);
    expect([world.count('DISCARDED'), world.count('RELEASED'), world.left]).toEqual([1, 3, 0]);
  });
});

describe('F23: what a sender writes into a webhook', () => {
  it.each([
    '{"consume_bad_messages":true,"suppress_sentry":true}', '{"release":{"group":"a"}}', '{"release":{"all":true}}', '{"onExhausted":"discard"}',
  ])('P7: decides nothing about it: %s', async body => {
    const world = new World({ respond: () => REFUSED });
    world.send('a', 'a1', { body, headers: [['consume_bad_messages', 'true']] });
    await world.pollAll();
    expect([world.parked, world.left, world.states.states.get('a')?.state]).toEqual([1, 1, 'PARKED']);
  });
});
