import { DELIVERED, failuresOf, Harness, SETTINGS } from './support/harness';
import { RECEIVED_AT, record } from './support/records';

describe('an invocation that runs out of time', () => {
  it('F12 returns what it has no time for, with what stands behind it, to come back soon', async () => {
    const harness = new Harness();
    let remaining = 25_000;
    harness.target.respond = () => { remaining -= 4_000; return DELIVERED; };
    const records = ['m1', 'm2', 'm3'].map(messageId => record({ messageId }));
    expect(failuresOf(await harness.run(records, () => remaining))).toEqual(['m2', 'm3']);
    expect(harness.target.messageIds).toEqual(['m1']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm2', seconds: 1 }, { messageId: 'm3', seconds: 1 }]]);
    expect(harness.count('DEFERRED')).toBe(1);
  });

  it.each([[22_000, 1], [21_999, 0]])('F12 starts an attempt only with its longest time and a reserve left: %d ms', async (remaining, attempts) => {
    const harness = new Harness();
    await harness.run([record()], () => remaining);
    expect(harness.target.attempts).toHaveLength(attempts);
  });

  it('F12 P4 returns at once what would have to wait too long for its turn', async () => {
    const harness = new Harness({ ...SETTINGS, pace: { gapMillis: 15_000 } });
    const begin = harness.time;
    const records = ['m1', 'm2', 'm3', 'm4'].map(messageId => record({ messageId }));
    const remaining = () => 60_000 - (harness.time - begin);
    expect(failuresOf(await harness.run(records, remaining))).toEqual(['m3', 'm4']);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm3', seconds: 1 }, { messageId: 'm4', seconds: 1 }]]);
    expect(harness.time - begin).toBe(30_000);
    expect(harness.table.attemptsOf('m3')).toEqual([]);
  });

  it('P6 records an attempt when its turn has come, not when it begins to wait', async () => {
    const harness = new Harness({ ...SETTINGS, pace: { gapMillis: 15_000 } });
    await harness.run([record({ messageId: 'm1' })]);
    expect(harness.table.attemptsOf('m1')).toMatchObject([{ startedAt: new Date(RECEIVED_AT + 16_000).toISOString() }]);
  });

  it('F12 records nothing about what was not attempted', async () => {
    const harness = new Harness();
    await harness.run([record({ messageId: 'm1' })], () => 1_000);
    expect(harness.table.attemptsOf('m1')).toEqual([]);
    expect(harness.table.heads.size).toBe(0);
  });

  it('F17 still lets go of what was delivered before', async () => {
    const harness = new Harness();
    await harness.run([record({ messageId: 'm1' })]);
    expect(await harness.run([record({ messageId: 'm1', receiveCount: 2 })], () => 1_000)).toEqual({ batchItemFailures: [] });
  });
});
