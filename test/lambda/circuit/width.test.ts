import { askingFor, BreakerHarness, BROKEN, TIMED_OUT } from './support';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import type { TargetResult } from '../../../lambda/forwarder/ports';
import { DELIVERED, UNAVAILABLE } from '../support/harness';

const WIDTH = 8;
const BATCH = Array.from({ length: 10 }, () => ({}));

let harness: BreakerHarness;
beforeEach(() => { harness = new BreakerHarness({ groupsInParallel: WIDTH, circuitBreaker: undefined }); });

/** The most requests at once in one invocation, in which the answers come in this order, and success after that. */
async function widthOf(answers: TargetResult[] = [], overrides: Parameters<BreakerHarness['receive']>[1] = {}): Promise<number> {
  harness.target.highestConcurrency = 0;
  harness.target.respond = async () => {
    await new Promise(setImmediate);
    return answers.shift() ?? DELIVERED;
  };
  await harness.receive(BATCH, overrides);
  return harness.target.highestConcurrency;
}

describe('P4 the width of an invocation', () => {
  test('is that of the throttle while all is well', async () => {
    expect(await widthOf()).toBe(WIDTH);
    expect(await widthOf([BROKEN, BROKEN])).toBe(WIDTH);
    expect(await widthOf()).toBe(WIDTH);
  });

  test.each<[string, TargetResult]>([['429', askingFor(0)], ['503', UNAVAILABLE], ['a timeout', TIMED_OUT]])('is halved by %s, and grows by one with each invocation without', async (_, overload) => {
    await widthOf([overload]);
    expect(await widthOf()).toBe(WIDTH / 2);
    expect(await widthOf()).toBe(5);
    expect(await widthOf([overload])).toBe(6);
    expect(await widthOf()).toBe(3);
  });

  test('is one at least', async () => {
    await widthOf(Array<TargetResult>(10).fill(UNAVAILABLE));
    expect(await widthOf([UNAVAILABLE])).toBe(1);
    expect(await widthOf()).toBe(1);
    expect(await widthOf()).toBe(2);
  });

  test('shrinks within the invocation, for what it has not begun', async () => {
    let underWay = 0;
    const seen: number[] = [];
    harness.target.respond = async () => {
      seen.push(++underWay);
      await new Promise(setImmediate);
      underWay--;
      return seen.length <= WIDTH ? UNAVAILABLE : DELIVERED;
    };
    await harness.receive(BATCH);
    expect(seen.slice(WIDTH)).toEqual([1, 1]);
  });

  test('does not grow with an invocation that delivered nothing', async () => {
    await widthOf([UNAVAILABLE]);
    await harness.receive([]);
    expect(await widthOf()).toBe(WIDTH / 2);
  });

  test('F36 is what the worst of the invocations that share an execution environment has seen', async () => {
    harness.target.respond = (_, { messageId }) => messageId === 'overload' ? UNAVAILABLE : DELIVERED;
    await Promise.all([harness.receive([{}]), harness.receive([{ messageId: 'overload' }]), harness.receive([{}])]);
    expect(await widthOf()).toBeLessThanOrEqual(6);
  });
});

describe('P4 a target that was down is met by a ramp', () => {
  beforeEach(async () => {
    harness = new BreakerHarness({ groupsInParallel: WIDTH });
    harness.target.respond = () => BROKEN;
    await harness.receiveEach(10);
    harness.letPass(30);
  });

  test('from the environment that found it well', async () => {
    expect(await widthOf()).toBe(1);
    expect(await widthOf()).toBe(2);
    expect(await widthOf()).toBe(3);
  });

  test('from one that knew nothing of it', async () => {
    harness.target.respond = () => DELIVERED;
    await harness.receive();
    const memory = new TargetMemory();
    expect(await widthOf([], { memory })).toBe(1);
    expect(await widthOf([], { memory })).toBe(2);
    harness.letPass(60);
    expect(await widthOf([], { memory: new TargetMemory() })).toBe(WIDTH);
  });
});
