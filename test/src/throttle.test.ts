import fc from 'fast-check';
import { splitConcurrency } from '../../src/policies/throttle';

test('P4: invocations times groups never exceed the requests allowed', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 10_000 }), requests => {
    const { maxConcurrency, groupsInParallel } = splitConcurrency(requests);
    expect(maxConcurrency * groupsInParallel).toBeLessThanOrEqual(requests);
    expect(maxConcurrency).toBeGreaterThanOrEqual(2);
    expect(maxConcurrency).toBeLessThanOrEqual(1000);
    expect(groupsInParallel).toBeGreaterThanOrEqual(1);
    expect(groupsInParallel).toBeLessThanOrEqual(10);
  }), { numRuns: 2000 });
});

test('no other split comes nearer, and of equal ones the one with the fewest invocations, but ten, is taken', () => {
  const concurrency = fc.integer({ min: 2, max: 1000 });
  fc.assert(fc.property(fc.integer({ min: 2, max: 10_000 }), concurrency, fc.integer({ min: 1, max: 10 }), (requests, invocations, groups) => {
    fc.pre(invocations * groups <= requests && invocations >= Math.min(requests, 10));
    const best = splitConcurrency(requests);
    expect(best.maxConcurrency * best.groupsInParallel).toBeGreaterThanOrEqual(invocations * groups);
    if (best.maxConcurrency * best.groupsInParallel === invocations * groups) expect(best.groupsInParallel).toBeGreaterThanOrEqual(groups);
  }), { numRuns: 2000 });
});

test.each([
  [2, 2, 1], [3, 3, 1], [5, 5, 1], [10, 10, 1], [20, 10, 2], [50, 10, 5], [100, 10, 10], [1007, 503, 2], [10_000, 1000, 10],
])('%i is %i invocations of %i groups', (requests, maxConcurrency, groupsInParallel) => {
  expect(splitConcurrency(requests)).toEqual({ maxConcurrency, groupsInParallel });
});
