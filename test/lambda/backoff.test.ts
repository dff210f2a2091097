import fc from 'fast-check';
import { backoffMillis, nextAttemptAt, nextBlockedAttemptAt, sparingMillis, type RetryableFailure } from '../../lambda/forwarder/backoff';

const RETRY = { initialDelaySeconds: 5, maxDelaySeconds: 3600, maxAgeSeconds: 259_200 };
const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const HOUR = 3_600_000;
const USUAL: RetryableFailure = { attempts: 1, receiveCount: 1, receivedAt: NOW, slow: false };
const waitFor = (given: Partial<RetryableFailure>, retry = RETRY, random = 1) => {
  const at = nextAttemptAt({ ...USUAL, ...given }, retry, NOW, random);
  return at === undefined ? undefined : at - NOW;
};

describe('the wait before the next attempt', () => {
  it('doubles with each failure up to the longest', () => {
    const seconds = [1, 2, 3, 4, 10, 11, 500].map(attempts => Number(waitFor({ attempts })) / 1000);
    expect(seconds).toEqual([5, 10, 20, 40, 2560, 3600, 3600]);
  });

  it('is half to all of that, at random', () => {
    const retry = fc.record({
      initialDelaySeconds: fc.double({ min: 1, max: 600, noNaN: true }),
      maxDelaySeconds: fc.integer({ min: 600, max: 90_000 }),
      maxAgeSeconds: fc.constant(1),
    });
    const dice = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000 }), retry, dice, fc.boolean(), (failures, given, random, slow) => {
      const full = backoffMillis(failures, given, 1, slow);
      const millis = backoffMillis(failures, given, random, slow);
      expect(Number.isInteger(millis)).toBe(true);
      expect(millis).toBeGreaterThanOrEqual(Math.floor(full / 2));
      expect(millis).toBeLessThanOrEqual(full);
      expect(full).toBeLessThanOrEqual(Math.max(given.maxDelaySeconds * 1000, slow ? 120_000 : 0));
      if (slow) expect(millis).toBeGreaterThanOrEqual(60_000);
    }));
  });

  it('is what a list says, or up to a tenth longer, and the last one repeats', () => {
    const retry = { ...RETRY, delaysSeconds: [5, 300, 1_800] };
    expect([1, 2, 3, 4, 99].map(attempts => waitFor({ attempts }, retry, 0))).toEqual([5_000, 300_000, 1_800_000, 1_800_000, 1_800_000]);
    expect(waitFor({ attempts: 2 }, retry, 1)).toBe(330_000);
    expect([1, 2].map(attempts => waitFor({ attempts, slow: true }, retry, 0))).toEqual([60_000, 300_000]);
  });

  it('is a minute at least where a person has to mend something', () => {
    expect(waitFor({ slow: true }, RETRY, 0)).toBe(60_000);
    expect(waitFor({ slow: true, attempts: 9 }, RETRY, 1)).toBe(1_280_000);
  });

  it('F5 is no shorter than the target asks for, and no shorter than the backoff', () => {
    expect(waitFor({ retryAfterMillis: 120_000 })).toBe(120_000);
    expect(waitFor({ retryAfterMillis: 0 })).toBe(5_000);
  });

  it('F5 ends when the webhook comes of age, however long the target asks for', () => {
    expect(waitFor({ retryAfterMillis: 1e14, receivedAt: NOW - HOUR })).toBe(RETRY.maxAgeSeconds * 1000 - HOUR);
  });

  it('ends when the webhook comes of age, however long the backoff', () => {
    const retry = { ...RETRY, initialDelaySeconds: 86_400, maxDelaySeconds: 864_000 };
    expect(waitFor({ attempts: 2, receivedAt: NOW - 48 * HOUR }, retry)).toBe(24 * HOUR);
  });

  it('P5 is stretched so that a message is not received more often than SQS allows before it comes of age', () => {
    const retry = { initialDelaySeconds: 1, maxDelaySeconds: 1, maxAgeSeconds: 13 * 86_400 };
    let [now, receives] = [NOW, 0];
    const next = () => nextAttemptAt({ ...USUAL, attempts: receives, receiveCount: receives }, retry, now, 0);
    for (let at: number | undefined = NOW; at !== undefined; at = next()) {
      now = at;
      receives++;
    }
    expect(now).toBe(NOW + retry.maxAgeSeconds * 1000);
    expect(receives).toBeLessThan(910);
    expect(waitFor({ receiveCount: 499 }, retry)).toBe(1_000);
  });

  it.each([
    ['nothing before half of the receives are spent', 499, Infinity, 400_000, 0],
    ['what is left of the time, shared among the receives that are left', 500, Infinity, 400_000, 1_000],
    ['nothing where the attempts end before the receives', 500, 400, 400_000, 0],
    ['the same where they end one later', 500, 401, 400_000, 1_000],
    ['all of the time at the last receive', 899, Infinity, 5_000, 5_000],
    ['all of the time when none is left', 900, Infinity, 5_000, 5_000],
    ['all of the time when more are spent than there were', 950, Infinity, 5_000, 5_000],
  ])('P5 is stretched by %s', (_, receiveCount, attemptsLeft, untilLastAttempt, millis) => {
    expect(sparingMillis(receiveCount, attemptsLeft, untilLastAttempt)).toBe(millis);
  });

  it('P5 is stretched over the time that the webhook has left, and not over the time that it had', () => {
    const retry = { initialDelaySeconds: 1, maxDelaySeconds: 1, maxAgeSeconds: 8 * 86_400 };
    expect(waitFor({ receiveCount: 500, receivedAt: NOW - 7 * 24 * HOUR }, retry)).toBe(24 * HOUR / 400);
  });

  it('F14 follows the receives, without ever being the last, where the attempts are not known', () => {
    expect(waitFor({ attempts: undefined, receiveCount: 3 })).toBe(20_000);
    expect(waitFor({ attempts: undefined, receiveCount: 400 }, { ...RETRY, maxAttempts: 2 } as typeof RETRY)).toBe(3_600_000);
  });
});

describe('no next attempt', () => {
  it('follows the last one that the policy allows', () => {
    const retry = { ...RETRY, maxAttempts: 3 };
    expect([1, 2, 3, 4].map(attempts => waitFor({ attempts }, retry))).toEqual([5_000, 10_000, undefined, undefined]);
  });

  it('follows the first one after the webhook came of age', () => {
    const ages = [259_199, 259_200, 259_201].map(seconds => waitFor({ receivedAt: NOW - seconds * 1000 }));
    expect(ages).toEqual([1_000, undefined, undefined]);
  });
});

describe('F22 the wait of a webhook that blocks its group, past its last attempt', () => {
  const waitWhere = (given: Partial<RetryableFailure>): number => nextBlockedAttemptAt({ ...USUAL, ...given }, RETRY, NOW) - NOW;

  it('is the longest of the policy', () => {
    expect(waitWhere({})).toBe(HOUR);
  });

  it('is as long as the target asks for, where that is longer', () => {
    expect([waitWhere({ retryAfterMillis: 2 * HOUR }), waitWhere({ retryAfterMillis: 1_000 })]).toEqual([2 * HOUR, HOUR]);
  });

  it('P5 lets the receives last until SQS deletes it', () => {
    const left = 10 * 24 * HOUR;
    expect(waitWhere({ receiveCount: 850, receivedAt: NOW - (14 * 24 * HOUR - left) })).toBe(left / 50);
  });
});
