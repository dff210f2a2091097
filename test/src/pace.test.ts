import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { configurationOf, only, synthesize } from './support';
import { Throttle, type WebhookBufferProps } from '../../src';
import { splitConcurrency } from '../../src/policies/throttle';
import { timing } from '../../src/queue/timing';

interface Synthesized {
  readonly invocations: number;
  readonly groupsInParallel: number;
  readonly gapMillis?: number;
  readonly batchSize: number;
  readonly functionSeconds: number;
}

function paced(throttle: Throttle, props: Partial<WebhookBufferProps> = {}): Synthesized {
  const { template } = synthesize({ throttle, ...props });
  const mapping = only(template, 'AWS::Lambda::EventSourceMapping').Properties as { BatchSize: number; ScalingConfig: { MaximumConcurrency: number } };
  const { groupsInParallel, pace } = configurationOf(template) as { groupsInParallel: number; pace?: { gapMillis: number } };
  return {
    invocations: mapping.ScalingConfig.MaximumConcurrency,
    groupsInParallel,
    gapMillis: pace?.gapMillis,
    batchSize: mapping.BatchSize,
    functionSeconds: only(template, 'AWS::Lambda::Function').Properties.Timeout as number,
  };
}

describe('P4 requests per second', () => {
  test('without them nothing is paced', () => {
    const throttle = Throttle.concurrency(20);
    expect(paced(throttle)).toEqual({ invocations: 10, groupsInParallel: 2, gapMillis: undefined, batchSize: 10, functionSeconds: 50 });
  });

  test.each<[string, Throttle, Partial<Synthesized>]>([
    ['are shared out among the invocations', Throttle.concurrency(5, { maxPerSecond: 20 }), { invocations: 5, gapMillis: 250, batchSize: 10 }],
    ['may be fewer than one', Throttle.concurrency(2, { maxPerSecond: 0.5 }), { invocations: 2, gapMillis: 4_000, batchSize: 5, functionSeconds: 50 }],
    ['do with fewer invocations where they are few, so that nobody waits long', Throttle.concurrency(10, { maxPerSecond: 1 }), { invocations: 2, groupsInParallel: 5, gapMillis: 2_000 }],
    ['are reached with a lower concurrency rather than late', Throttle.concurrency(5, { maxPerSecond: 0.5 }), { invocations: 2, groupsInParallel: 2, gapMillis: 4_000 }],
    ['leave the groups as they are given', Throttle.concurrency(10, { maxPerSecond: 1, groupsInParallel: 1 }), { invocations: 10, groupsInParallel: 1, gapMillis: 10_000 }],
    ['need half the gap where SQS lets only one invocation run', Throttle.serial({ maxPerSecond: 2 }), { invocations: 2, gapMillis: 500 }],
    ['prolong the function where the wait needs it', Throttle.concurrency(2, { maxPerSecond: 1 / 60 }), { gapMillis: 120_000, batchSize: 1, functionSeconds: 173 }],
  ])('%s', (_what, throttle, expected) => {
    expect(paced(throttle)).toMatchObject(expected);
  });

  test('F12 go with batches for which an invocation has the time, and a quarter of it to spare', () => {
    const rate = fc.double({ min: 0.003, max: 10_000, noNaN: true });
    const attempt = fc.integer({ min: 1, max: 60 });
    fc.assert(fc.property(rate, fc.integer({ min: 2, max: 4 }), attempt, (maxPerSecond, requests, seconds) => {
      fc.pre(1000 * requests / maxPerSecond < 660_000);
      const throttle = Throttle.concurrency(requests, { maxPerSecond });
      const { batchSize, functionTimeout } = timing(new Stack(), { attemptMillis: seconds * 1000, throttle });
      expect(batchSize).toBeGreaterThanOrEqual(1);
      expect(functionTimeout.toSeconds()).toBeLessThanOrEqual(900);
      expect(1.25 * batchSize * Number(throttle._pace?.gapMillis)).toBeLessThanOrEqual(1000 * (functionTimeout.toSeconds() - seconds - 2));
    }), { numRuns: 300 });
  });

  test('never make the invocations more than they were, nor the requests at once more than allowed', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 10_000 }), fc.double({ min: 0.01, max: 100_000, noNaN: true }), (requests, rate) => {
      const { maxConcurrency, groupsInParallel } = splitConcurrency(requests, rate);
      expect(maxConcurrency * groupsInParallel).toBeLessThanOrEqual(requests);
      expect(maxConcurrency).toBeGreaterThanOrEqual(2);
      expect(maxConcurrency).toBeLessThanOrEqual(splitConcurrency(requests).maxConcurrency);
    }), { numRuns: 1000 });
  });
});

describe('a rate that is impossible is refused, with the numbers', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['none', () => Throttle.concurrency(2, { maxPerSecond: 0 }), /Throttle\.concurrency\(2\): maxPerSecond: 0 is not possible: a number above 0/],
    ['below none', () => Throttle.serial({ maxPerSecond: -1 }), /Throttle\.serial: maxPerSecond: -1 is not possible/],
    ['without end', () => Throttle.serial({ maxPerSecond: Infinity }), /maxPerSecond: Infinity/],
    ['not a number', () => Throttle.serial({ maxPerSecond: NaN }), /maxPerSecond: NaN/],
    ['not known yet', () => Throttle.serial({ maxPerSecond: Lazy.number({ produce: () => 1 }) }), /maxPerSecond: a token is not possible/],
    ['too low for an invocation to wait', () => paced(Throttle.concurrency(10, { maxPerSecond: 0.01, groupsInParallel: 1 })),
      /Orders: throttle: "0\.01 requests per second" .*10 concurrent .* 1000 seconds.* 701 seconds fit .* at least 0\.0143 per second, or a lower/],
    ['too low for one invocation', () => paced(Throttle.serial({ maxPerSecond: 0.001 })), /1 concurrent invocations? would each wait 1000 seconds.*at least 0\.0015 per second$/],
    ['too low for the time of the function',
      () => paced(Throttle.concurrency(2, { maxPerSecond: 0.1 }), { forwarderTimeout: Duration.seconds(30) }),
      /forwarderTimeout: "30 seconds" .*one attempt of the target needs 48 seconds, its wait of 20 seconds for the throttle's rate included/],
  ])('%s', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  test('the least rate that the message names is possible', () => {
    expect(paced(Throttle.concurrency(10, { maxPerSecond: 0.0143, groupsInParallel: 1 })).batchSize).toBe(1);
  });
});
