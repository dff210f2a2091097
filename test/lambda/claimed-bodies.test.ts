import { DELIVERED, failuresOf, Harness, REFUSED, UNAVAILABLE } from './support/harness';
import { record, type RecordOptions } from './support/records';

const BODY = Buffer.alloc(3_000_000, 'large ');
const KEY = 'claims/1';

/** A harness whose store holds the body of a webhook, and the message that claims it. */
function stored(options: RecordOptions = {}) {
  const harness = new Harness();
  const claim = harness.bodyStore.store('1', BODY);
  return { harness, claimed: record({ messageId: 'm1', claim, ...options }), again: record({ messageId: 'm1', claim, receiveCount: 2 }) };
}

describe('a webhook whose body is stored beside the queue', () => {
  it('P2 reaches the target with the bytes that the door stored', async () => {
    const { harness, claimed } = stored();
    await harness.run([claimed]);
    expect(harness.target.attempts[0].webhook.body.equals(BODY)).toBe(true);
    expect(harness.table.attemptsOf('m1')).toMatchObject([{ status: 'DELIVERED', bodyBytes: BODY.length, bodySha256: harness.bodyStore.store('2', BODY).sha256 }]);
  });

  it('loses its body once the log has the delivery', async () => {
    const { harness, claimed } = stored();
    const remove = harness.bodyStore.remove.bind(harness.bodyStore);
    const atRemoval: string[][] = [];
    harness.bodyStore.remove = async key => { atRemoval.push(harness.table.statusesOf('m1')); await remove(key); };
    await harness.run([claimed]);
    expect(atRemoval).toEqual([['DELIVERED']]);
    expect([...harness.bodyStore.bodies.keys()]).toEqual([]);
  });

  it('P5 keeps its body while it is tried again', async () => {
    const { harness, claimed, again } = stored();
    harness.target.respond = () => UNAVAILABLE;
    expect(failuresOf(await harness.run([claimed]))).toEqual(['m1']);
    expect(harness.bodyStore.bodies.has(KEY)).toBe(true);
    harness.target.respond = () => DELIVERED;
    harness.time += 60_000;
    expect(failuresOf(await harness.run([again]))).toEqual([]);
    expect(harness.bodyStore.bodies.has(KEY)).toBe(false);
  });

  it('P5 keeps its body when it is given up, so that it can be moved back', async () => {
    const { harness, claimed } = stored();
    harness.target.respond = () => REFUSED;
    await harness.run([claimed]);
    expect(harness.deadLetters).toMatchObject([{ body: claimed.body, attributes: { wb: claimed.messageAttributes.wb.stringValue, wbReason: 'PERMANENT' } }]);
    expect(harness.bodyStore.bodies.has(KEY)).toBe(true);
  });

  it('is not fetched again when SQS hands over what was delivered, and what is left of it is removed', async () => {
    const { harness, claimed, again } = stored();
    harness.bodyStore.remove = () => Promise.reject(new Error('SlowDown'));
    await harness.run([claimed]);
    expect(harness.linesWith('body_not_removed')).toMatchObject([{ key: KEY, errorMessage: 'SlowDown' }]);
    const removed: string[] = [];
    harness.bodyStore.remove = async key => { removed.push(key); };
    expect(failuresOf(await harness.run([again]))).toEqual([]);
    expect(harness.bodyStore.keysRead).toHaveLength(1);
    expect(removed).toEqual([KEY]);
  });

  it('does not hold up the invocation when its body cannot be removed in time', async () => {
    const { harness, claimed } = stored();
    harness.bodyStore.remove = () => new Promise(() => { /* hangs */ });
    const startedAt = Date.now();
    expect(failuresOf(await harness.run([claimed]))).toEqual([]);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('a body that is not there', () => {
  it('dead-letters its webhook with a reason of its own, untried', async () => {
    const { harness, claimed } = stored();
    harness.bodyStore.bodies.clear();
    expect(failuresOf(await harness.run([claimed]))).toEqual([]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'BODY_MISSING', wbAttempts: '0' } }]);
    expect(harness.target.attempts).toEqual([]);
    expect(harness.linesWith('body_missing')).toMatchObject([{ level: 'error', messageId: 'm1', key: KEY }]);
  });

  it('counts the attempts that were made while it was there', async () => {
    const { harness, claimed, again } = stored();
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([claimed]);
    harness.bodyStore.bodies.clear();
    harness.time += 60_000;
    await harness.run([again]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'BODY_MISSING', wbAttempts: '1' } }]);
    expect(harness.table.heads.get('m1')?.state).toBe('DEAD_LETTERED');
  });

  it.each([['shorter', BODY.subarray(1)], ['another of the same length', Buffer.alloc(BODY.length)]])('is missed as well where the object is %s', async (_, body) => {
    const { harness, claimed } = stored();
    harness.bodyStore.bodies.set(KEY, body);
    await harness.run([claimed]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'BODY_MISSING' } }]);
  });

  it('P5 is no reason to give up while the log cannot tell whether it was delivered', async () => {
    const { harness, again } = stored();
    harness.bodyStore.bodies.clear();
    harness.table.history = () => Promise.reject(new Error('throttled'));
    expect(failuresOf(await harness.run([again]))).toEqual(['m1']);
    expect(harness.deadLetters).toEqual([]);
  });
});

describe('a store that fails', () => {
  it('P5 holds the webhook and its group back without an attempt', async () => {
    const { harness, claimed } = stored({ receiveCount: 1 });
    harness.bodyStore.read = () => Promise.reject(new Error('InternalError'));
    expect(failuresOf(await harness.run([claimed, record({ messageId: 'm2' })]))).toEqual(['m1', 'm2']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 8 }, { messageId: 'm2', seconds: 8 }]]);
    expect(harness.target.attempts).toEqual([]);
    expect(harness.table.statusesOf('m1')).toEqual([]);
    expect(harness.count('DEFERRED')).toBe(1);
    expect(harness.linesWith('body_not_fetched')).toMatchObject([{ messageId: 'm1', errorMessage: 'InternalError' }]);
  });

  it('is told to stop while there is still time for an attempt', async () => {
    const { harness, claimed } = stored();
    harness.ports.bodyStore.read = (_, __, signal) => new Promise((___, reject) => { signal.onabort = () => reject(new Error('aborted')); });
    // Twenty seconds for the attempt, two to record it.
    expect(failuresOf(await harness.run([claimed], () => 22_010))).toEqual(['m1']);
  });
});
