import fc from 'fast-check';
import { DELIVERED, failuresOf, Harness, SETTINGS, UNAVAILABLE } from './support/harness';
import { record } from './support/records';
import { Metrics } from '../../lambda/forwarder/metrics';
import type { HiddenMessage, Queue } from '../../lambda/forwarder/ports';
import { Hider } from '../../lambda/forwarder/visibility';
import type { LogFields } from '../../lambda/logging/log';

const START = 1_700_000_000_000;

function hider(hide: Queue['hide'], now = START) {
  const metrics = new Metrics();
  const warnings: LogFields[] = [];
  const log = { info: jest.fn(), warn: (_: string, fields: LogFields) => { warnings.push(fields); }, error: jest.fn() };
  const queue = { hide, deadLetter: jest.fn(), quarantine: jest.fn() };
  return { metrics, warnings, hider: new Hider({ queue, log, now: () => now }, metrics, START) };
}

async function secondsFor(untilMillis: number, elapsedMillis = 0): Promise<number> {
  const hidden: HiddenMessage[] = [];
  const { hider: given } = hider(async messages => { hidden.push(...messages); return []; }, START + elapsedMillis);
  given.hide([record()], START + elapsedMillis + untilMillis);
  await given.close(1_000);
  return hidden[0].seconds;
}

describe('hiding', () => {
  it.each([[1, 1], [1_000, 1], [1_001, 2], [90_000, 90], [0, 1], [-5_000, 1]])('lasts whole seconds, no less than asked for: %d ms', async (millis, seconds) => {
    expect(await secondsFor(millis)).toBe(seconds);
  });

  it('F16 lasts 12 hours from the receive at most, with a margin', async () => {
    const [elapsedMillis, millisAhead] = [fc.integer({ min: 0, max: 900_000 }), fc.integer({ min: 43_000_000, max: 2_000_000_000 })];
    await fc.assert(fc.asyncProperty(elapsedMillis, millisAhead, async (elapsed, millis) => {
      const seconds = await secondsFor(millis, elapsed);
      expect(seconds * 1000 + elapsed).toBeLessThanOrEqual(43_200_000);
      expect(seconds).toBeGreaterThan(42_000 - 60);
    }), { numRuns: 30 });
  });

  it('takes several groups in one call', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    await harness.run(Array.from({ length: 10 }, (_, index) => record({ group: `g${index}` })));
    expect(harness.hidden.map(call => call.length)).toEqual([10]);
  });

  it('takes ten messages a call', async () => {
    const harness = new Harness({ ...SETTINGS, fifo: false, groupsInParallel: 30 });
    harness.target.respond = () => UNAVAILABLE;
    await harness.run(Array.from({ length: 25 }, () => record()));
    expect(harness.hidden.map(call => call.length)).toEqual([10, 10, 5]);
  });

  it('does not wait for the groups that are still under way', async () => {
    const harness = new Harness();
    let hiddenWhileUnderWay = -1;
    harness.target.respond = async (_, { group }) => {
      if (group === 'failing') return UNAVAILABLE;
      while (harness.hidden.length === 0) await new Promise(resolve => setImmediate(resolve));
      hiddenWhileUnderWay = harness.hidden.length;
      return DELIVERED;
    };
    await harness.run([record({ group: 'failing' }), record({ group: 'slow' })]);
    expect(hiddenWhileUnderWay).toBe(1);
  });

  it('F15 that fails in part is reported, and the messages are returned all the same', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    harness.ports.queue.hide = async () => ['ReceiptHandleIsInvalid', 'ReceiptHandleIsInvalid'];
    expect(failuresOf(await harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId }))))).toEqual(['m1', 'm2', 'm3']);
    expect(harness.count('VISIBILITY_CHANGE_FAILED')).toBe(2);
    expect(harness.linesWith('visibility_change_failed')).toMatchObject([{ messages: 2, errorMessage: 'SQS refused: ReceiptHandleIsInvalid' }]);
  });

  it('F15 that fails as a whole is reported, and the messages are returned all the same', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    harness.ports.queue.hide = () => Promise.reject(new Error('throttled'));
    expect(failuresOf(await harness.run([record({ messageId: 'm1' })]))).toEqual(['m1']);
    expect(harness.count('VISIBILITY_CHANGE_FAILED')).toBe(1);
  });

  it('F15 that takes too long does not hold up the answer', async () => {
    const { hider: given, metrics, warnings } = hider(() => new Promise<never>(() => { /* hangs */ }));
    given.hide([record(), record()], START + 5_000);
    await given.close(20);
    expect(metrics.counts.get('VISIBILITY_CHANGE_FAILED')).toBe(2);
    expect(warnings).toMatchObject([{ messages: 2, errorMessage: 'hiding took too long' }]);
  });
});
