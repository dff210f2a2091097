import { failuresOf, Harness, UNAVAILABLE } from './support/harness';
import { record } from './support/records';

const FLAGS = ['maybeEmpty', 'handshake'];

describe('a handshake that came the way of webhooks', () => {
  it.each(['', '{}'])('is done with, not forwarded, and no attempt (body %j)', async body => {
    const harness = new Harness();
    expect(await harness.run([record({ body, flags: FLAGS })])).toStrictEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toEqual([]);
    expect(harness.table.attempts.size).toBe(0);
  });

  it('P9 is counted and logged', async () => {
    const harness = new Harness();
    await harness.run([record({ messageId: 'm1', body: '', flags: FLAGS })]);
    expect([harness.count('HANDSHAKES'), harness.count('DELIVERED')]).toEqual([1, 0]);
    expect(harness.linesWith('handshake')).toMatchObject([{ level: 'info', messageId: 'm1' }]);
  });

  it('P5 is forwarded where it has a body after all', async () => {
    const harness = new Harness();
    await harness.run([record({ body: '{"value":[]}', flags: ['handshake'] })]);
    expect(harness.target.attempts).toHaveLength(1);
    expect(harness.count('HANDSHAKES')).toBe(0);
  });

  it('P3 waits for nothing but what came before it in its group', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    const records = [record({ messageId: 'm1', group: 'a' }), record({ messageId: 'm2', group: 'a', body: '', flags: FLAGS }), record({ group: 'b', body: '', flags: FLAGS })];
    expect(failuresOf(await harness.run(records))).toEqual(['m1', 'm2']);
  });
});
