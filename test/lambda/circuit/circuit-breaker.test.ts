import { askingFor, BREAKER, BreakerHarness, BROKEN, TIMED_OUT, UNAUTHORIZED, UNREACHABLE } from './support';
import { TargetMemory } from '../../../lambda/forwarder/circuit/target-memory';
import type { TargetResult } from '../../../lambda/forwarder/ports';
import { DELIVERED, failuresOf, REFUSED, UNAVAILABLE } from '../support/harness';

let harness: BreakerHarness;
beforeEach(() => { harness = new BreakerHarness(); });

/** The circuit has just opened, and the target is as it says. */
async function opened(respond: () => TargetResult = () => BROKEN): Promise<void> {
  harness.target.respond = () => BROKEN;
  await harness.receiveEach(10);
  harness.target.respond = respond;
  harness.target.attempts.length = 0;
  harness.hidden.length = 0;
}

const sent = (): number => harness.target.attempts.length;

async function untilSent(): Promise<void> {
  while (sent() === 0) await new Promise(setImmediate);
}

describe('F28 the circuit opens', () => {
  test.each<[string, TargetResult]>([
    ['500', BROKEN], ['503', UNAVAILABLE], ['429', askingFor(0)], ['no connection', UNREACHABLE], ['no answer', TIMED_OUT],
  ])('after ten webhooks that failed at their first attempt in a row: %s', async (_, failure) => {
    harness.target.respond = () => failure;
    await harness.receiveEach(9);
    expect(harness.circuitTable.item).toEqual({});
    await harness.receive();
    expect(harness.circuitTable.item).toEqual({ openedAt: harness.time, openUntil: harness.time + 30_000 });
    await harness.receive();
    expect(sent()).toBe(10);
  });

  test('and says so', async () => {
    await opened();
    expect(harness.count('CIRCUIT_OPENED')).toBe(1);
    expect(harness.linesWith('circuit_opened')).toEqual([
      { level: 'warn', message: 'circuit_opened', reason: 'FAILURES', failedProbes: 0, openUntil: new Date(harness.time + 30_000).toISOString() },
    ]);
  });

  test('for all execution environments', async () => {
    await opened();
    await harness.receiveElsewhere(5);
    expect(sent()).toBe(0);
  });

  test('for an environment that has just read that it is closed, within two seconds', async () => {
    const memory = new TargetMemory();
    await harness.receive([{}], { memory });
    await opened();
    harness.letPass(2);
    await harness.receive([{}], { memory });
    expect(sent()).toBe(0);
  });

  test('for longer where the last of the failures asked for that', async () => {
    harness.target.respond = () => askingFor(90, 503);
    await harness.receiveEach(10);
    expect(harness.circuitTable.item.openUntil).toBe(harness.time + 90_000);
  });

  test('within one invocation, for the webhooks that it has left', async () => {
    harness = new BreakerHarness({ circuitBreaker: { ...BREAKER, failuresInARow: 4 }, groupsInParallel: 1 });
    harness.target.respond = () => BROKEN;
    expect(failuresOf(await harness.receive([{}, {}, {}, {}, {}, {}]))).toHaveLength(6);
    expect(sent()).toBe(4);
  });
});

describe('P3 the circuit stays closed', () => {
  test('where one in between was delivered', async () => {
    for (let round = 0; round < 5; round++) {
      harness.target.respond = () => BROKEN;
      await harness.receiveEach(9);
      harness.target.respond = () => DELIVERED;
      await harness.receive();
    }
    expect(harness.circuitTable.item).toEqual({});
  });

  test('where webhooks that can never succeed are tried again and again', async () => {
    harness.target.respond = () => BROKEN;
    for (let receiveCount = 1; receiveCount <= 40; receiveCount++) {
      harness.letPass(10);
      await harness.receive(['a', 'b', 'c', 'd'].map(messageId => ({ messageId, group: messageId, receiveCount })));
    }
    expect(sent()).toBe(160);
    expect(harness.circuitTable.item).toEqual({});
  });

  test('where all failures come from fewer than three groups', async () => {
    harness.target.respond = () => BROKEN;
    for (let number = 0; number < 40; number++) await harness.receive([{ group: number % 2 === 0 ? 'a' : 'b' }]);
    expect(harness.circuitTable.item).toEqual({});
  });

  test.each<[string, TargetResult]>([['401', UNAUTHORIZED], ['422', REFUSED]])('where the target refuses webhooks: %s', async (_, refusal) => {
    harness.target.respond = () => refusal;
    await harness.receiveEach(40);
    expect(harness.circuitTable.item).toEqual({});
  });

  test('where the failures are minutes apart', async () => {
    harness.target.respond = () => BROKEN;
    for (let number = 0; number < 20; number++) {
      await harness.receive();
      harness.letPass(301);
    }
    expect(harness.circuitTable.item).toEqual({});
  });

  test('on a standard queue groups do not matter, as each webhook stands for itself', async () => {
    harness = new BreakerHarness({ fifo: false });
    harness.target.respond = () => BROKEN;
    for (let number = 0; number < 10; number++) await harness.receive([{ group: 'all' }]);
    expect(harness.circuitTable.item.openUntil).toBeDefined();
  });
});

describe('F28 while the circuit is open, a webhook', () => {
  beforeEach(() => opened());

  test('comes back a little after it may be tried, with those behind it', async () => {
    harness.letPass(10);
    expect(failuresOf(await harness.receive([{ messageId: 'head', group: 'g' }, { messageId: 'tail', group: 'g' }]))).toEqual(['head', 'tail']);
    expect(harness.hiddenFor).toEqual([23, 23]);
  });

  test('costs no attempt and leaves no trace in the log', async () => {
    await harness.receive([{ messageId: 'm' }]);
    expect(harness.table.attemptsOf('m')).toEqual([]);
    expect(harness.table.heads.has('m')).toBe(false);
    expect(harness.count('DEFERRED')).toBe(1);
    expect(harness.count('HELD_BY_CIRCUIT')).toBe(1);
  });

  test('is not held for less than five seconds, since each receive counts', async () => {
    harness.letPass(29);
    await harness.receive();
    expect(harness.hiddenFor).toEqual([8]);
  });

  test('that has used up half of its receives waits so long that the rest lasts until it comes of age', async () => {
    await harness.receive([{ receiveCount: 800 }]);
    expect(harness.hiddenFor).toEqual([864]);
  });

  test('P5 that has come of age goes to the dead-letter queue before SQS deletes it', async () => {
    expect(failuresOf(await harness.receive([{ receivedAt: harness.time - 86_400_000 }]))).toEqual([]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'EXHAUSTED', wbAttempts: '0' } }]);
    expect(sent()).toBe(0);
  });

  test('that was delivered before is acknowledged', async () => {
    await harness.table.write([{ pk: 'M#done', sk: 'A#1', status: 'DELIVERED' } as never]);
    expect(failuresOf(await harness.receive([{ messageId: 'done', receiveCount: 2 }]))).toEqual([]);
  });
});

describe('F28 once the circuit was open for long enough', () => {
  test('exactly one webhook goes out under ten parallel invocations, and the others come back', async () => {
    await opened(() => DELIVERED);
    harness.letPass(30);
    expect(await harness.receiveElsewhereSlowly(10, DELIVERED)).toHaveLength(9);
    expect(sent()).toBe(1);
  });

  test('a webhook that is taken closes it, and the others follow', async () => {
    await opened(() => DELIVERED);
    harness.letPass(30);
    await harness.receive([{}, {}, {}]);
    expect(sent()).toBe(3);
    expect(harness.circuitTable.item).toEqual({ closedAt: harness.time });
    expect(harness.linesWith('circuit_closed')).toEqual([{ level: 'info', message: 'circuit_closed', openMillis: 30_000 }]);
    expect(harness.count('CIRCUIT_CLOSED')).toBe(1);
  });

  test.each<[string, TargetResult]>([['422', REFUSED], ['401', UNAUTHORIZED]])('so does one that is refused by a target that works: %s', async (_, refusal) => {
    await opened(() => refusal);
    harness.letPass(30);
    await harness.receive();
    expect(harness.circuitTable.item).toEqual({ closedAt: harness.time });
  });

  test('one that cannot be sent at all proves nothing', async () => {
    await opened(() => ({ outcome: { kind: 'permanent' }, report: { errorCode: 'ERR_INVALID_CHAR' } }));
    harness.letPass(30);
    await harness.receive();
    expect(harness.circuitTable.item.openUntil).toBeDefined();
  });

  test('each failure doubles the time, up to the longest', async () => {
    await opened(() => BROKEN);
    const openMillis: number[] = [];
    for (let probe = 0; probe < 7; probe++) {
      harness.time = harness.circuitTable.item.openUntil ?? 0;
      await harness.receive();
      openMillis.push((harness.circuitTable.item.openUntil ?? 0) - harness.time);
    }
    expect(openMillis).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000]);
    expect(sent()).toBe(7);
    expect(harness.count('CIRCUIT_OPENED')).toBe(8);
  });

  test('a failure that asks for a longer wait gets it', async () => {
    await opened(() => askingFor(300, 503));
    harness.letPass(30);
    await harness.receive();
    expect(harness.circuitTable.item).toMatchObject({ failedProbes: 1, openUntil: harness.time + 300_000 });
  });

  test('the next outage starts with the first time again', async () => {
    await opened(() => BROKEN);
    harness.letPass(30);
    await harness.receive();
    harness.target.respond = () => DELIVERED;
    harness.letPass(60);
    await harness.receive();
    await opened();
    expect((harness.circuitTable.item.openUntil ?? 0) - harness.time).toBe(30_000);
  });

  test('a prober that is killed holds up the others until its lease runs out', async () => {
    await opened(() => new Promise<never>(() => { /* killed */ }) as never);
    harness.letPass(30);
    void harness.receive([{}], { memory: new TargetMemory() });
    await untilSent();
    harness.target.respond = () => DELIVERED;
    await harness.receiveElsewhere(3);
    expect(sent()).toBe(1);
    harness.letPass(25);
    await harness.receive();
    expect(sent()).toBe(2);
    expect(harness.circuitTable.item).toEqual({ closedAt: harness.time });
  });

  test('a prober that comes too late changes nothing', async () => {
    let answer: (result: TargetResult) => void = () => { /* set below */ };
    await opened(() => new Promise<TargetResult>(resolve => { answer = resolve; }) as never);
    harness.letPass(30);
    const late = harness.receive([{}], { memory: new TargetMemory() });
    await untilSent();
    harness.letPass(25);
    harness.target.respond = () => BROKEN;
    await harness.receive();
    const { item } = harness.circuitTable;
    answer(DELIVERED);
    await late;
    expect(harness.circuitTable.item).toEqual(item);
  });

  test('P3 a webhook that failed before lets others go first', async () => {
    await opened(() => BROKEN);
    await harness.table.write([{ pk: 'M#failed', sk: 'A#1', status: 'RETRY' } as never]);
    harness.letPass(30);
    await harness.receive([{ messageId: 'failed', receiveCount: 2 }]);
    expect(harness.hiddenFor).toEqual([13]);
    expect(sent()).toBe(0);
    harness.letPass(10);
    await harness.receive([{ messageId: 'failed', receiveCount: 3 }]);
    expect(sent()).toBe(1);
  });
});

describe('F5 a target that asks to be left alone', () => {
  test('by a single 429 with Retry-After gets that for all webhooks', async () => {
    harness.target.respond = () => askingFor(120);
    await harness.receive();
    expect(harness.circuitTable.item.openUntil).toBe(harness.time + 120_000);
    await harness.receiveElsewhere(3);
    expect(sent()).toBe(1);
    expect(harness.linesWith('circuit_opened')).toMatchObject([{ reason: 'RETRY_AFTER' }]);
    expect(harness.count('CIRCUIT_OPENED')).toBe(0);
  });

  test('for a year gets the longest time for which the circuit is open', async () => {
    harness.target.respond = () => askingFor(31_536_000);
    await harness.receive();
    expect(harness.circuitTable.item.openUntil).toBe(harness.time + 600_000);
  });

  test('again before the time is over gets the longer of the two', async () => {
    const answers = [askingFor(120), askingFor(60)];
    harness.target.respond = () => answers.shift() ?? DELIVERED;
    await harness.receive([{}, {}]);
    expect(harness.circuitTable.item.openUntil).toBe(harness.time + 120_000);
  });

  test('P3 by 503 holds up the one webhook, since that may be all it concerns', async () => {
    harness.target.respond = () => askingFor(120, 503);
    await harness.receive();
    expect(harness.circuitTable.item).toEqual({});
  });
});

describe('P5 a broken table breaks no delivery', () => {
  const broken = () => Promise.reject(new Error('throttled'));
  const silent = () => new Promise<never>(() => { /* no answer */ });

  test.each([['refuses', broken], ['is silent', silent]])('where it %s to be read', async (_, read) => {
    harness.circuitTable.read = read;
    expect(failuresOf(await harness.receive([{}, {}]))).toEqual([]);
    expect(sent()).toBe(2);
    expect(harness.count('CIRCUIT_STATE_FAILED')).toBe(1);
  });

  test('where it refuses to be written, the environment that saw the failures still spares the target', async () => {
    harness.circuitTable.open = broken;
    await opened();
    expect(harness.circuitTable.item).toEqual({});
    await harness.receive();
    expect(sent()).toBe(0);
  });

  test.each([['refuses', broken], ['is silent', silent]])('where it %s to let a prober through', async (_, claimProbe) => {
    await opened(() => DELIVERED);
    harness.circuitTable.claimProbe = claimProbe;
    harness.letPass(30);
    expect(failuresOf(await harness.receive([{}, {}]))).toEqual([]);
    expect(sent()).toBe(2);
  });

  test('where a change takes too long, the invocation ends without it', async () => {
    harness.circuitTable.open = silent;
    await opened();
    expect(harness.linesWith('circuit_state_failed')).toMatchObject([{ errorMessage: 'the table took too long' }]);
  });

  test('it is read once in two seconds at most, and not written while all is well', async () => {
    const read = jest.spyOn(harness.circuitTable, 'read');
    await harness.receive([{}, {}, {}]);
    await harness.receiveEach(5);
    harness.letPass(2);
    await harness.receive();
    expect(read).toHaveBeenCalledTimes(2);
    expect(harness.circuitTable.item).toEqual({});
  });
});
