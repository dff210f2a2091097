import fc from 'fast-check';
import { Deadlines } from '../../../cli/local/queue/engine/deadlines';
import { OrderedSet } from '../../../cli/local/queue/engine/ordered-set';

const item = fc.nat(12);

test('an ordered set holds what a built-in set holds, in the same order', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), item)), (steps) => {
    const ordered = new OrderedSet<number>();
    const builtIn = new Set<number>();
    for (const [add, value] of steps) {
      if (add) {
        ordered.add(value);
        builtIn.add(value);
      } else {
        ordered.delete(value);
        builtIn.delete(value);
      }
      expect([...ordered]).toEqual([...builtIn]);
      expect(ordered.first).toBe([...builtIn][0]);
      expect(ordered.size).toBe(builtIn.size);
    }
  }));
});

test('deadlines come due in the order of their times, those of the same time in the order in which they were set', () => {
  const task = fc.nat(40);
  const anyTime = fc.nat(99);
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.record({ do: fc.constant('set' as const), item: task, time: anyTime }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('delete' as const), item: task }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('take' as const), time: anyTime }) },
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
    const deadlines = new Deadlines<number>();
    let naive: { item: number; time: number }[] = [];
    for (const next of steps) {
      if (next.do === 'take') {
        const due = naive.filter(({ time }) => time <= next.time).sort((a, b) => a.time - b.time);
        naive = naive.filter(({ time }) => time > next.time);
        expect(deadlines.takeUntil(next.time)).toEqual(due.map((entry) => entry.item));
      } else {
        naive = naive.filter((entry) => entry.item !== next.item);
        if (next.do === 'set') {
          deadlines.set(next.item, next.time);
          naive.push({ item: next.item, time: next.time });
        } else {
          deadlines.delete(next.item);
        }
      }
      expect(deadlines.earliest).toBe(naive.length > 0 ? Math.min(...naive.map(({ time }) => time)) : undefined);
    }
  }), { numRuns: 300 });
});
