import { setTimeout as wait } from 'node:timers/promises';
import { DELIVERED, Harness, SETTINGS } from './support/harness';
import { record } from './support/records';
import type { Target } from '../../lambda/forwarder/ports';

const GAP_MILLIS = 100;
const elapsed = (): number => performance.now();

/** When the requests of three groups start that all have to wait for the same token. */
async function startsOf(waitsForTurn: boolean): Promise<number[]> {
  const harness = new Harness({ ...SETTINGS, pace: { gapMillis: GAP_MILLIS } });
  const starts: number[] = [];
  let asked = 0;
  let issue = (): void => { /* set below */ };
  const token = new Promise<void>(resolve => { issue = resolve; });
  const target: Target = {
    totalTimeoutMillis: 20_000,
    waitsForTurn,
    attempt: async (_webhook, _identity, turn) => {
      if (++asked === 3) issue();
      await token;
      if (waitsForTurn) await turn();
      starts.push(elapsed());
      return DELIVERED;
    },
  };
  await harness.run(['a', 'b', 'c'].map(group => record({ group })), () => 60_000, { target, stopwatch: { elapsed, wait } });
  return starts;
}

const gapsOf = (starts: readonly number[]): number[] => starts.slice(1).map((start, index) => start - starts[index]);

test('P4: requests that had to wait for the same token go out one gap after the other', async () => {
  for (const gap of gapsOf(await startsOf(true))) expect(gap).toBeGreaterThan(GAP_MILLIS / 2);
});

test('a target that has nothing to get ready takes no turn of its own', async () => {
  expect(gapsOf(await startsOf(false))).toHaveLength(2);
});
