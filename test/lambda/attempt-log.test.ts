import { DELIVERED, failuresOf, Harness, SETTINGS, UNAVAILABLE } from './support/harness';
import { record } from './support/records';
import type { StoredAttempt } from '../../lambda/forwarder/ports';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../src/contract/log-lines';

const never = () => new Promise<never>(() => { /* hangs */ });
const turn = () => new Promise(resolve => setImmediate(resolve));
/** Lets time pass on jest's clock, and all that it brings about happen. */
async function pass(millis: number): Promise<void> {
  for (let passed = 0; passed < millis; passed += 10) {
    for (let turns = 0; turns < 5; turns++) await turn();
    await jest.advanceTimersByTimeAsync(Math.min(10, millis - passed));
  }
  await turn();
}

const statuses = (items: readonly StoredAttempt[]) => items.map(({ messageId, status }) => `${messageId} ${status}`);
const fallbackStatuses = (harness: Harness) => statuses(harness.linesWith(ATTEMPT_LOG_FALLBACK_MESSAGE).map(({ item }) => item as StoredAttempt));

describe('the attempt log', () => {
  afterEach(() => { jest.useRealTimers(); });

  it('P6 has the start of an attempt before the request goes out, and its end in the place of the start', async () => {
    const harness = new Harness();
    let before: string[] = [];
    harness.target.respond = () => { before = harness.table.statusesOf('m1'); return DELIVERED; };
    await harness.run([record({ messageId: 'm1' })]);
    expect(before).toEqual(['STARTED']);
    expect(harness.table.statusesOf('m1')).toEqual(['DELIVERED']);
  });

  it('P6 has an item for each attempt, also for those without an answer', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ECONNREFUSED' } });
    for (const receiveCount of [1, 2, 3]) {
      harness.time += 60_000;
      await harness.run([record({ messageId: 'm1', receiveCount })]);
    }
    expect(harness.table.attemptsOf('m1')).toMatchObject([1, 2, 3].map(receiveCount => ({ status: 'RETRY', errorCode: 'ECONNREFUSED', receiveCount, retryAt: expect.any(String) as string })));
  });

  it('P6 concludes a head only after the attempt that decided is in the table', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false }, report: { httpStatus: 503 } });
    await harness.run([record({ messageId: 'm1' })]);
    const conclude = harness.table.conclude.bind(harness.table);
    let statusesThen: string[] = [];
    harness.table.conclude = (...args: Parameters<typeof conclude>) => {
      statusesThen = harness.table.statusesOf('m1');
      return conclude(...args);
    };
    harness.time += 60_000;
    harness.target.respond = () => DELIVERED;
    await harness.run([record({ messageId: 'm1', receiveCount: 2 })]);
    expect(statusesThen).toEqual(['RETRY', 'DELIVERED']);
  });

  it('writes the end of one attempt and the start of the next together', async () => {
    const harness = new Harness();
    await harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId })));
    expect(harness.table.writes.map(statuses)).toEqual([['m1 STARTED'], ['m1 DELIVERED', 'm2 STARTED'], ['m2 DELIVERED', 'm3 STARTED'], ['m3 DELIVERED']]);
  });

  it('writes what several groups bring forth together', async () => {
    const harness = new Harness();
    await harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId, group: messageId })));
    expect(harness.table.writes.map(items => items.length)).toEqual([3, 3]);
  });

  it('gathers while a write is under way', async () => {
    const harness = new Harness();
    const write = harness.table.write.bind(harness.table);
    let release: () => void = () => { /* set below */ };
    harness.table.write = async items => {
      if (harness.table.writes.length === 0) await new Promise<void>(resolve => { release = resolve; });
      return write(items);
    };
    const running = harness.run(['m1', 'm2'].map(messageId => record({ messageId, group: messageId })));
    await turn();
    await turn();
    expect(harness.target.attempts).toEqual([]);
    release();
    await running;
    expect(harness.table.writes.map(statuses)).toEqual([['m1 STARTED', 'm2 STARTED'], ['m1 DELIVERED', 'm2 DELIVERED']]);
  });

  it('takes 25 items a call', async () => {
    const harness = new Harness({ ...SETTINGS, groupsInParallel: 30 });
    await harness.run(Array.from({ length: 30 }, (_, index) => record({ group: `g${index}` })));
    expect(harness.table.writes.map(items => items.length)).toEqual([25, 5, 25, 5]);
  });

  it('writes again what DynamoDB did not process', async () => {
    const harness = new Harness();
    const write = harness.table.write.bind(harness.table);
    let calls = 0;
    const given: string[][] = [];
    harness.table.write = async items => {
      given.push(statuses(items));
      return ++calls === 1 ? items.slice(1) : write(items);
    };
    await harness.run(['m1', 'm2'].map(messageId => record({ messageId, group: messageId })));
    expect(given).toEqual([['m1 STARTED', 'm2 STARTED'], ['m2 STARTED'], ['m1 DELIVERED', 'm2 DELIVERED']]);
    expect(harness.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('P6 does not break silently: what DynamoDB does not process three times is logged instead', async () => {
    const harness = new Harness();
    harness.table.write = async items => items;
    expect(await harness.run([record({ messageId: 'm1' })])).toEqual({ batchItemFailures: [] });
    expect(fallbackStatuses(harness)).toEqual(['m1 STARTED', 'm1 DELIVERED']);
    expect(harness.count('ATTEMPT_LOG_FAILED')).toBe(2);
  });

  it('F13 that fails changes no delivery, and its items are logged instead', async () => {
    const harness = new Harness();
    harness.table.write = () => Promise.reject(new Error('ResourceNotFoundException'));
    harness.target.respond = (_, { messageId }) => messageId === 'm2' ? UNAVAILABLE : DELIVERED;
    expect(failuresOf(await harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId }))))).toEqual(['m2', 'm3']);
    expect(fallbackStatuses(harness)).toEqual(['m1 STARTED', 'm1 DELIVERED', 'm2 STARTED', 'm2 RETRY']);
    expect(harness.linesWith('attempt_log_failed')[0]).toMatchObject({ level: 'warn', errorMessage: 'ResourceNotFoundException' });
  });

  it('F13 that hangs changes no delivery, costs an invocation one second in all, and its items are logged instead', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const harness = new Harness(SETTINGS, { now: Date.now });
    Object.assign(harness.table, { write: never, history: never, countFailure: never, conclude: never });
    harness.target.respond = (_, { messageId }) => messageId === 'm3' ? UNAVAILABLE : DELIVERED;
    let failed: readonly string[] | undefined;
    void harness.run(['m1', 'm2', 'm3', 'm4'].map(messageId => record({ messageId, receiveCount: 2, receivedAt: Date.now() }))).then(answer => { failed = failuresOf(answer); });
    await pass(999);
    expect(failed).toBeUndefined();
    await pass(10);
    expect(failed).toEqual(['m3', 'm4']);
    expect(fallbackStatuses(harness)).toEqual(['m1 DELIVERED', 'm2 DELIVERED', 'm3 RETRY']);
    expect(harness.linesWith('attempt_log_failed')).toMatchObject([{ errorMessage: 'the table took too long' }]);
  });

  it('F13 that hangs does not keep the invocation beyond its own end', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const harness = new Harness(SETTINGS, { now: Date.now });
    let remaining = 30_000;
    harness.target.respond = () => {
      remaining = 350;
      harness.table.write = never;
      return DELIVERED;
    };
    let answered = false;
    void harness.run([record()], () => remaining).then(() => { answered = true; });
    await pass(90);
    expect(answered).toBe(false);
    await pass(30);
    expect(answered).toBe(true);
  });

  it('F13 that hangs at the end only costs a second, too', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const harness = new Harness(SETTINGS, { now: Date.now });
    harness.target.respond = () => { harness.table.write = never; return DELIVERED; };
    let answered = false;
    void harness.run([record()]).then(() => { answered = true; });
    await pass(990);
    expect(answered).toBe(false);
    await pass(30);
    expect(answered).toBe(true);
  });

  it('F13 that is slow is waited for', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const harness = new Harness(SETTINGS, { now: Date.now });
    const write = harness.table.write.bind(harness.table);
    harness.table.write = items => new Promise(resolve => { setTimeout(() => resolve(write(items)), 400); });
    const running = harness.run(['m1', 'm2', 'm3'].map(messageId => record({ messageId })));
    await pass(2_000);
    await running;
    expect(harness.table.writes.map(statuses)).toEqual([['m1 STARTED'], ['m1 DELIVERED', 'm2 STARTED'], ['m2 DELIVERED', 'm3 STARTED'], ['m3 DELIVERED']]);
    expect(fallbackStatuses(harness)).toEqual([]);
  });

  it('F13 that fails for the start of an attempt whose end is on its way does not log the start', async () => {
    const harness = new Harness(SETTINGS, { now: Date.now });
    const write = harness.table.write.bind(harness.table);
    let fail: (error: Error) => void = () => { /* set below */ };
    harness.table.write = items => items.some(({ status }) => status === 'STARTED') ? new Promise((_, reject) => { fail = reject; }) : write(items);
    // The start is not waited for once patience is at its end.
    harness.table.history = never;
    harness.target.respond = () => { setImmediate(() => fail(new Error('throttled'))); return DELIVERED; };
    await harness.run([record({ messageId: 'm1', receiveCount: 2, receivedAt: Date.now() })]);
    expect(fallbackStatuses(harness)).not.toContain('m1 STARTED');
  });

  it('F13 that answers late has no part in what was reported already', async () => {
    const harness = new Harness(SETTINGS, { now: Date.now });
    let fail: (error: Error) => void = () => { /* set below */ };
    harness.table.conclude = () => new Promise((_, reject) => { fail = reject; });
    harness.table.history = () => Promise.reject(new Error('throttled'));
    await harness.run([record({ receiveCount: 2, receivedAt: Date.now() })]);
    const lines = harness.lines.length;
    fail(new Error('late'));
    await turn();
    expect(harness.lines).toHaveLength(lines);
  });

  it('F13 that fails to change a head item, at once or late, changes no answer', async () => {
    const harness = new Harness();
    harness.table.conclude = async () => { await turn(); throw new Error('throttled'); };
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? DELIVERED : { outcome: { kind: 'permanent' }, report: { httpStatus: 410 } };
    await harness.table.countFailure({ messageId: 'm1', group: 'a', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    expect(await harness.run([record({ messageId: 'm1', group: 'a', receiveCount: 2 }), record({ messageId: 'm2', group: 'b' })])).toEqual({ batchItemFailures: [] });
    expect(harness.linesWith('attempt_log_failed')).toHaveLength(2);
  });

  it('F14 that cannot count lets the wait follow the receives', async () => {
    const harness = new Harness();
    harness.table.countFailure = () => Promise.reject(new Error('throttled'));
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([record({ receiveCount: 3 })]);
    expect(harness.hidden).toMatchObject([[{ seconds: 30 }]]);
  });

  it('has the head item of a webhook that failed, and of no other', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { messageId }) => messageId === 'm2' ? UNAVAILABLE : DELIVERED;
    await harness.run(['m1', 'm2'].map(messageId => record({ messageId, group: messageId })));
    expect([...harness.table.heads.values()]).toEqual([{
      messageId: 'm2',
      group: 'm2',
      route: '/github',
      state: 'FAILING',
      attempts: 1,
      countedAttempt: 'A#2026-03-01T10:00:01.000Z#e5d2c1b0',
      firstFailedAt: '2026-03-01T10:00:01.000Z',
      updatedAt: '2026-03-01T10:00:01.000Z',
      ttl: Date.parse('2026-03-31T10:00:01.000Z') / 1000,
    }]);
  });

  it('has what the contract says about an attempt', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({
      outcome: { kind: 'retry', slow: false, retryAfterMillis: 60_000 },
      report: { httpStatus: 503, responseHeaders: { 'retry-after': '60', 'set-cookie': 'id=1' }, responseBody: 'busy, token=abc', bodyIncomplete: true, reconnects: 1 },
    });
    await harness.run([record({ messageId: 'm1', group: 'acme', path: '/prod/github/x', query: [['a', 'b'], ['key', 'hunter2']], body: 'hello', flags: ['lossy'] })]);
    expect(harness.table.attemptsOf('m1')).toEqual([{
      pk: 'M#m1',
      sk: 'A#2026-03-01T10:00:01.000Z#e5d2c1b0',
      gpk: 'G#acme',
      gsk: '2026-03-01T10:00:01.000Z#m1',
      spk: expect.stringMatching(/^S#RETRY#2026-03-01T10#[0-3]$/) as string,
      ssk: '2026-03-01T10:00:01.000Z#m1',
      messageId: 'm1',
      group: 'acme',
      route: '/github',
      status: 'RETRY',
      startedAt: '2026-03-01T10:00:01.000Z',
      receiveCount: 1,
      lambdaRequestId: 'e5d2c1b0-0000-4000-8000-000000000000',
      method: 'POST',
      path: '/github/x?a=b&key=[removed]',
      bodyBytes: 5,
      bodySha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      receivedAt: '2026-03-01T10:00:00.000Z',
      flags: ['lossy'],
      durationMillis: 0,
      httpStatus: 503,
      responseHeaders: { 'retry-after': '60', 'set-cookie': '[removed]' },
      responseBody: 'busy, token=[removed]',
      bodyIncomplete: true,
      reconnects: 1,
      retryAt: '2026-03-01T10:01:01.000Z',
      ttl: Date.parse('2026-03-31T10:00:01.000Z') / 1000,
    }]);
  });

  it('has a slash for the path of the root', async () => {
    const harness = new Harness();
    await harness.run([record({ messageId: 'm1', route: '/', path: '/prod' })]);
    expect(harness.table.attemptsOf('m1')).toMatchObject([{ route: '/', path: '/' }]);
  });

  it('keeps starts out of the indexes, and deliveries out of the one of what is not delivered', async () => {
    const harness = new Harness();
    await harness.run([record({ messageId: 'm1' })]);
    const [[started], [delivered]] = harness.table.writes;
    const indexKeys = (item: StoredAttempt) => ['gpk', 'gsk', 'spk', 'ssk'].filter(key => key in item);
    expect([indexKeys(started), indexKeys(delivered)]).toEqual([[], ['gpk', 'gsk']]);
  });

  it('goes with one line in the function\'s log for each attempt', async () => {
    const harness = new Harness();
    harness.target.respond = async () => { harness.time += 30; return UNAVAILABLE; };
    await harness.run([record({ messageId: 'm1', group: 'acme' })]);
    expect(harness.linesWith('attempt')).toEqual([{
      level: 'info',
      message: 'attempt',
      messageId: 'm1',
      group: 'acme',
      route: '/github',
      status: 'RETRY',
      attempt: 1,
      startedAt: '2026-03-01T10:00:01.000Z',
      durationMillis: 30,
      httpStatus: 503,
      errorCode: undefined,
      retryAt: '2026-03-01T10:00:08.530Z',
    }]);
  });
});
