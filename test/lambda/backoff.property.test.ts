import fc from 'fast-check';
import { nextAttemptAt, type RetryableFailure } from '../../lambda/forwarder/backoff';
import type { RetryConfiguration } from '../../src/contract/forwarder-configuration';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const DAY = 86_400;
/** So old that no wait ends for want of age. */
const AGELESS = { maxAgeSeconds: 1e9 };

const dice = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const exponential: fc.Arbitrary<RetryConfiguration> = fc.record({
  initialDelaySeconds: fc.integer({ min: 1, max: 600 }), maxDelaySeconds: fc.integer({ min: 600, max: 90_000 }),
}).map(delays => ({ ...delays, ...AGELESS }));
const ascending = fc.array(fc.integer({ min: 1, max: DAY }), { minLength: 1, maxLength: 12 }).map(delays => delays.sort((a, b) => a - b));
const scheduled: fc.Arbitrary<RetryConfiguration> = ascending.map(delaysSeconds => ({
  initialDelaySeconds: 5, maxDelaySeconds: 3600, delaysSeconds, ...AGELESS,
}));
const retry = fc.oneof(exponential, scheduled);
const attempts = fc.integer({ min: 1, max: 400 });

const USUAL: RetryableFailure = { attempts: 1, receiveCount: 1, receivedAt: NOW, slow: false };

/** Milliseconds. */
const wait = (given: Partial<RetryableFailure>, configuration: RetryConfiguration, random: number): number =>
  Number(nextAttemptAt({ ...USUAL, ...given }, configuration, NOW, random)) - NOW;

/** What is waited after the n-th failure without jitter. */
function nominalMillis(failures: number, { delaysSeconds, initialDelaySeconds, maxDelaySeconds }: RetryConfiguration): number {
  if (delaysSeconds) return 1000 * delaysSeconds[Math.min(failures, delaysSeconds.length) - 1];
  return 1000 * Math.min(maxDelaySeconds, initialDelaySeconds * 2 ** (failures - 1));
}

describe('the wait before the next attempt', () => {
  it('is half to all of what doubles, and all to eleven tenths of what a list says', () => {
    fc.assert(fc.property(attempts, retry, dice, (failures, given, random) => {
      const nominal = nominalMillis(failures, given);
      const [least, most] = given.delaysSeconds ? [nominal, 1.1 * nominal] : [nominal / 2, nominal];
      expect(wait({ attempts: failures }, given, random)).toBeGreaterThanOrEqual(least);
      expect(wait({ attempts: failures }, given, random)).toBeLessThanOrEqual(Math.ceil(most));
    }));
  });

  it('never gets shorter with a further failure, a worse kind of failure, a longer Retry-After or higher dice', () => {
    fc.assert(fc.property(attempts, retry, dice, dice, fc.nat(), (failures, given, random, higher, retryAfterMillis) => {
      const usual = wait({ attempts: failures }, given, random);
      expect(wait({ attempts: failures + 1 }, given, random)).toBeGreaterThanOrEqual(usual);
      expect(wait({ attempts: failures, slow: true }, given, random)).toBeGreaterThanOrEqual(Math.max(60_000, usual));
      expect(wait({ attempts: failures, retryAfterMillis }, given, random)).toBe(Math.max(usual, retryAfterMillis));
      expect(wait({ attempts: failures }, given, Math.max(random, higher))).toBeGreaterThanOrEqual(usual);
    }));
  });

  it('F14 is that of the receives where the attempts are not known', () => {
    fc.assert(fc.property(attempts, retry, dice, (receiveCount, given, random) => {
      expect(wait({ attempts: undefined, receiveCount }, given, random)).toBe(wait({ attempts: receiveCount }, given, random));
    }));
  });

  it('F5 ends at the latest when the webhook comes of age, whatever the target asks for', () => {
    const ages = fc.integer({ min: 1, max: 13 * DAY });
    fc.assert(fc.property(attempts, retry, ages, dice, fc.oneof(fc.constant(Infinity), fc.double({ min: 0, max: 1e15, noNaN: true })),
      (failures, given, maxAgeSeconds, random, retryAfterMillis) => {
        const at = nextAttemptAt({ ...USUAL, attempts: failures, retryAfterMillis, slow: true }, { ...given, maxAgeSeconds }, NOW, random);
        expect(at).toBeGreaterThan(NOW);
        expect(at).toBeLessThanOrEqual(NOW + maxAgeSeconds * 1000);
      }));
  });
});

describe('P5 the receives of a message', () => {
  /** All attempts at a webhook that always fails; how often its message is received, and when the last attempt is. */
  function exhaust(given: RetryConfiguration, receivedBefore: number, random: () => number): { readonly receives: number; readonly lastAt: number } {
    let [now, failures, receives] = [NOW, 1, receivedBefore + 1];
    const next = () => nextAttemptAt({ ...USUAL, attempts: failures, receiveCount: receives }, given, now, random());
    for (let at = next(); at !== undefined; at = next()) {
      now = at;
      failures += 1;
      receives += 1;
    }
    return { receives, lastAt: now };
  }

  const age = fc.integer({ min: DAY, max: 13 * DAY });
  const before = fc.integer({ min: 0, max: 890 });

  it('last until it comes of age, however short its waits and however often it waited behind others before', () => {
    fc.assert(fc.property(retry, age, before, dice, (given, maxAgeSeconds, receivedBefore, random) => {
      const { receives, lastAt } = exhaust({ ...given, maxAgeSeconds }, receivedBefore, () => random);
      expect(receives).toBeLessThanOrEqual(905);
      expect(lastAt).toBe(NOW + maxAgeSeconds * 1000);
    }), { numRuns: 50 });
  });

  it('stretch no wait where the few attempts that are left do not need them', () => {
    fc.assert(fc.property(scheduled, before, dice, (given, receivedBefore, random) => {
      fc.pre(receivedBefore < 880);
      const { delaysSeconds = [] } = given;
      const { receives, lastAt } = exhaust({ ...given, maxAttempts: delaysSeconds.length + 1 }, receivedBefore, () => random);
      expect(receives - receivedBefore).toBe(delaysSeconds.length + 1);
      expect(lastAt - NOW).toBeLessThanOrEqual(delaysSeconds.reduce((sum, delay) => sum + Math.ceil(1100 * delay), 0));
    }));
  });
});
