import { DELIVERED, failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from './support/harness';
import { record } from './support/records';

/** Resolves once all promises that are ready have been followed. */
const turn = () => new Promise(resolve => setImmediate(resolve));

describe('a batch', () => {
  it('F9 answers with an empty list, and nothing else, when all is delivered', async () => {
    expect(await new Harness().run([record(), record({ group: 'group-2' })])).toStrictEqual({ batchItemFailures: [] });
  });

  it('F8 answers with the list, and does not throw, when everything fails', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    const records = [record({ group: 'a' }), record({ group: 'b' }), record({ group: 'b' })];
    expect(failuresOf(await harness.run(records)).sort()).toEqual(records.map(({ messageId }) => messageId).sort());
  });

  it('F6 holds the rest of a group back behind a failed webhook, and no other group', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { messageId }) => messageId === 'a2' ? UNAVAILABLE : DELIVERED;
    const records = ['a1', 'a2', 'a3', 'b1', 'b2'].map(messageId => record({ messageId, group: messageId[0] }));
    expect(failuresOf(await harness.run(records))).toEqual(['a2', 'a3']);
    expect(harness.target.messageIds.sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('F6 hides the failed webhook and what it holds back for the same time, in one call', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    await harness.run(['a1', 'a2', 'a3'].map(messageId => record({ messageId, group: 'a' })));
    // Half to all of ten seconds are waited; the dice stand in the middle.
    expect(harness.hidden).toEqual([['a1', 'a2', 'a3'].map(messageId => ({ messageId, receiptHandle: `receipt-of-${messageId}`, seconds: 8 }))]);
  });

  it('F7 makes no attempt for what is held back, records none and counts none', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    for (let receiveCount = 1; receiveCount <= 4; receiveCount++) {
      harness.time += 60_000;
      await harness.run(['a1', 'a2'].map(messageId => record({ messageId, group: 'a', receiveCount })));
    }
    expect(harness.table.heads.get('a1')?.attempts).toBe(4);
    expect(harness.table.attemptsOf('a2')).toEqual([]);
    harness.target.respond = () => DELIVERED;
    harness.time += 60_000;
    await harness.run(['a1', 'a2'].map(messageId => record({ messageId, group: 'a', receiveCount: 5 })));
    expect(harness.target.attempts.at(-1)).toMatchObject({ messageId: 'a2', attempt: 1 });
  });

  it('P3 delivers the webhooks of a group one after another, in the order of the batch', async () => {
    const harness = new Harness();
    harness.target.respond = async () => { await turn(); return DELIVERED; };
    const messageIds = Array.from({ length: 10 }, (_, index) => `m${index}`);
    await harness.run(messageIds.map(messageId => record({ messageId })));
    expect(harness.target.messageIds).toEqual(messageIds);
    expect(harness.target.highestConcurrency).toBe(1);
  });

  it.each([1, 3, 10])('P4 delivers %d groups at the same time where that is the limit', async groupsInParallel => {
    const harness = new Harness({ ...SETTINGS, groupsInParallel });
    harness.target.respond = async () => { await turn(); await turn(); await turn(); return DELIVERED; };
    await harness.run(Array.from({ length: 20 }, (_, index) => record({ group: `g${index % 10}` })));
    expect(harness.target.highestConcurrency).toBe(groupsInParallel);
    expect(harness.target.attempts).toHaveLength(20);
  });

  it('F33 lets no webhook of a standard queue hold up another, even of the same group', async () => {
    const harness = new Harness({ ...SETTINGS, fifo: false });
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? UNAVAILABLE : DELIVERED;
    expect(failuresOf(await harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId, group: 'tenant' }))))).toEqual(['m1']);
    expect(harness.target.messageIds.sort()).toEqual(['m1', 'm2', 'm3']);
  });

  it('takes the message id for the group on a standard queue without group ids', async () => {
    const harness = new Harness({ ...SETTINGS, fifo: false });
    const given = record({ messageId: 'm1' });
    delete given.attributes.MessageGroupId;
    await harness.run([given]);
    expect(harness.target.attempts[0].group).toBe('m1');
  });

  it('F10 keeps an unexpected error to the record that it concerns', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { group }) => {
      if (group === 'a') throw new Error('a defect near token=abc123');
      return DELIVERED;
    };
    expect(failuresOf(await harness.run([record({ messageId: 'a1', group: 'a' }), record({ messageId: 'b1', group: 'b' })]))).toEqual(['a1']);
    expect(harness.hidden).toEqual([[{ messageId: 'a1', receiptHandle: 'receipt-of-a1', seconds: 8 }]]);
    expect(harness.linesWith('record_failed')).toEqual([
      { level: 'error', message: 'record_failed', messageId: 'a1', group: 'a', errorName: 'Error', errorMessage: 'a defect near token=[removed]' },
    ]);
  });

  it('F10 survives what is thrown and is no error', async () => {
    const harness = new Harness();
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    harness.target.respond = () => { throw 'text'; };
    expect(failuresOf(await harness.run([record({ messageId: 'a1' })]))).toEqual(['a1']);
    expect(harness.linesWith('record_failed')[0]).toMatchObject({ errorName: 'string' });
  });

  it('answers although metrics cannot be published', async () => {
    const harness = new Harness(SETTINGS, { publish: () => { throw new Error('stdout is closed'); } });
    expect(await harness.run([record()])).toEqual({ batchItemFailures: [] });
    expect(harness.linesWith('metrics_failed')).toHaveLength(1);
  });

  it('P9 counts each webhook by what became of it', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { messageId }) => ({ delivered: DELIVERED, retried: UNAVAILABLE, refused: REFUSED })[messageId] ?? DELIVERED;
    await harness.run(['delivered', 'retried', 'refused'].map(messageId => record({ messageId, group: messageId })));
    await harness.run([record()], () => 1_000);
    expect(['DELIVERED', 'RETRIED', 'DEAD_LETTERED', 'DEFERRED'].map(name => harness.count(name as 'DELIVERED'))).toEqual([1, 1, 1, 1]);
    expect(harness.published[0].durations.map(([name]) => name).sort()).toEqual(['DELIVERY_AGE', 'TARGET_LATENCY', 'TARGET_LATENCY', 'TARGET_LATENCY']);
  });

  it('F36 keeps invocations that share the module apart', async () => {
    const harness = new Harness();
    const gates: Array<() => void> = [];
    harness.target.respond = () => new Promise(resolve => gates.push(() => resolve(UNAVAILABLE)));
    const first = harness.run([record({ messageId: 'one' })]);
    const second = harness.run([record({ messageId: 'two' })]);
    while (gates.length < 2) await turn();
    gates.reverse().forEach(open => open());
    expect([failuresOf(await first), failuresOf(await second)]).toEqual([['one'], ['two']]);
    expect(harness.published.map(({ counts }) => counts.get('RETRIED'))).toEqual([1, 1]);
    expect(harness.hidden.flat().map(({ messageId }) => messageId).sort()).toEqual(['one', 'two']);
  });
});
