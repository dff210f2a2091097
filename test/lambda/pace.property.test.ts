import fc from 'fast-check';
import { DELIVERED, Harness, SETTINGS, UNAVAILABLE } from './support/harness';
import type { MemoryTable } from './support/memory-table';
import { record } from './support/records';
import { VirtualTime } from './support/virtual-time';
import type { StoredAttempt } from '../../lambda/forwarder/ports';

/** What happens in one of the places for concurrent invocations, one invocation after another. */
interface Story {
  readonly idleMillis: number;
  readonly groups: readonly number[];
  readonly latencyMillis: number;
  /** How long the attempt log takes to record that a request is about to go out. */
  readonly logMillis: number;
  readonly fails: boolean;
  /** When the invocation is killed, from its beginning on. */
  readonly killedAfterMillis?: number;
}

const story = fc.record({
  idleMillis: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })),
  groups: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 10 }),
  latencyMillis: fc.integer({ min: 0, max: 400 }),
  logMillis: fc.integer({ min: 1, max: 300 }),
  fails: fc.boolean(),
  killedAfterMillis: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined }),
});

const throttle = fc.record({
  invocations: fc.integer({ min: 2, max: 5 }),
  groupsInParallel: fc.integer({ min: 1, max: 4 }),
  maxPerSecond: fc.double({ min: 0.5, max: 50, noNaN: true }),
});
const places = fc.array(fc.array(story, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 5 });

/** One invocation; resolves when it ended or was killed. */
async function invoke(harness: Harness, time: VirtualTime, given: Story, onStart: () => void): Promise<void> {
  let dead = false;
  const stopwatch = { elapsed: () => time.elapsed(), wait: (millis: number) => time.wait(millis) };
  const target = {
    totalTimeoutMillis: 1_000,
    attempt: async () => {
      if (dead) return new Promise<never>(() => { /* the forwarder was killed */ });
      onStart();
      await time.wait(given.latencyMillis);
      return given.fails ? UNAVAILABLE : DELIVERED;
    },
  };
  const table = Object.assign(Object.create(harness.table) as MemoryTable, {
    write: async (items: readonly StoredAttempt[]) => { await time.wait(given.logMillis); return harness.table.write(items); },
  });
  const begin = time.elapsed();
  const records = given.groups.map(group => record({ group: `g${group}` }));
  const running = harness.run(records, () => 30_000 - (time.elapsed() - begin), { stopwatch, table, target });
  if (given.killedAfterMillis === undefined) await running;
  else await Promise.race([running, time.wait(given.killedAfterMillis)]);
  dead = true;
}

it('P4 never do more requests start in a span of time than its length times the rate and one for each concurrent invocation', async () => {
  await fc.assert(fc.asyncProperty(throttle, places, async (given, stories) => {
    const { invocations, groupsInParallel, maxPerSecond } = given;
    const time = new VirtualTime(millis => Math.max(0.5, millis - 0.5));
    const harness = new Harness({ ...SETTINGS, groupsInParallel, pace: { gapMillis: 1000 * invocations / maxPerSecond } });
    const starts: number[] = [];
    const inOnePlace = async (own: readonly Story[]): Promise<void> => {
      for (const next of own) {
        await time.wait(next.idleMillis);
        await invoke(harness, time, next, () => starts.push(time.elapsed()));
      }
    };
    await time.run(Promise.all(stories.slice(0, invocations).map(inOnePlace)));
    for (const [first, from] of starts.entries()) {
      for (const [further, to] of starts.slice(first).entries()) {
        expect(further + 1).toBeLessThanOrEqual(maxPerSecond * (to - from) / 1000 + invocations + 1e-6);
      }
    }
  }), { numRuns: 60 });
}, 60_000);
