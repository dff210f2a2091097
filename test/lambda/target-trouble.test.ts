import { Harness, REFUSED, UNAVAILABLE } from './support/harness';
import { record } from './support/records';
import type { Outcome } from '../../lambda/forwarder/ports';

async function counted(outcome: Outcome): Promise<Record<string, number>> {
  const harness = new Harness();
  harness.target.respond = () => ({ outcome, report: {} });
  await harness.run([record({ group: 'a' }), record({ group: 'b' })]);
  return { refused: harness.count('TARGET_REFUSED'), gone: harness.count('TARGET_GONE') };
}

describe('trouble with the target that a person has to mend', () => {
  it('is counted where the target refuses for want of a right, an address or a certificate', async () => {
    expect(await counted({ kind: 'retry', slow: true })).toEqual({ refused: 2, gone: 0 });
  });

  it('is counted where there is no such target any more', async () => {
    expect(await counted({ kind: 'permanent', gone: true })).toEqual({ refused: 0, gone: 2 });
  });

  it.each([['an outage', UNAVAILABLE], ['a webhook that is refused itself', REFUSED]])('is not %s', async (_what, { outcome }) => {
    expect(await counted(outcome)).toEqual({ refused: 0, gone: 0 });
  });

  it('waits a minute at least', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: true }, report: { httpStatus: 403 } });
    await harness.run([record()]);
    expect(harness.hidden[0][0].seconds).toBeGreaterThanOrEqual(60);
  });
});
