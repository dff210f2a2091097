import { DELIVERED, failuresOf, Harness, UNAVAILABLE } from './support/harness';
import { RECEIVED_AT, record, webhookOf } from './support/records';
import { finishedAttempt, startedAttempt } from '../../lambda/forwarder/attempts/items';
import type { StoredAttempt } from '../../lambda/forwarder/ports';
import { attemptSortKey, messagePartitionKey, type AttemptStatus } from '../../src/contract/attempt-table';

const HOUR = 3_600_000;
const again = record({ messageId: 'm1', receiveCount: 2 });
const first = record({ messageId: 'm1' });

/** What an earlier invocation wrote. */
function earlierAttempt(status: AttemptStatus, httpStatus?: number): StoredAttempt {
  const webhook = webhookOf({ messageId: 'm1' });
  const started = startedAttempt({
    messageId: 'm1', group: 'group-1', webhook, receiveCount: 1, lambdaRequestId: 'earlier1-invocation', startedAt: RECEIVED_AT, attemptLog: { retentionSeconds: 60 },
  });
  return status === 'STARTED' ? started : finishedAttempt(started, { status }, { httpStatus });
}

async function harnessWith(attempt: StoredAttempt): Promise<Harness> {
  const harness = new Harness();
  await harness.table.write([attempt]);
  harness.table.writes.length = 0;
  return harness;
}

describe('a message that SQS hands over again', () => {
  it('is looked up once, and on the first receive not at all', async () => {
    const harness = new Harness();
    const history = jest.spyOn(harness.table, 'history');
    await harness.run([first]);
    expect(history).not.toHaveBeenCalled();
    await harness.run([again]);
    expect(history).toHaveBeenCalledTimes(1);
  });

  it('F17 is let go of without an attempt when it was delivered already', async () => {
    const harness = new Harness();
    await harness.run([first]);
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toHaveLength(1);
    expect(harness.table.statusesOf('m1')).toEqual(['DELIVERED']);
  });

  it('F17 has its head item concluded where the crash came before that', async () => {
    const harness = await harnessWith(earlierAttempt('DELIVERED', 200));
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    await harness.run([again]);
    expect(harness.target.attempts).toEqual([]);
    expect(harness.table.heads.get('m1')?.state).toBe('DELIVERED');
  });

  it('F17 is let go of when only its head item tells of the delivery', async () => {
    const harness = await harnessWith(earlierAttempt('RETRY', 503));
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    await harness.table.conclude({ messageId: 'm1', updatedAt: '', ttl: 1 }, 'DELIVERED');
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toEqual([]);
  });

  it('F17 lets what stands behind it go on', async () => {
    const harness = await harnessWith(earlierAttempt('DELIVERED', 200));
    expect(await harness.run([again, record({ messageId: 'm2', receiveCount: 2 })])).toEqual({ batchItemFailures: [] });
    expect(harness.target.messageIds).toEqual(['m2']);
  });

  it('F18 is sent again under the same id when nobody knows how the earlier attempt ended, which is kept as unknown', async () => {
    const started = earlierAttempt('STARTED');
    const harness = await harnessWith(started);
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toMatchObject([{ messageId: 'm1', attempt: 2 }]);
    expect(harness.table.attemptsOf('m1')).toMatchObject([
      { status: 'UNKNOWN', outcomeUnknown: true, startedAt: started.startedAt, gpk: 'G#group-1', spk: expect.stringMatching(/^S#UNKNOWN#2026-03-01T10#\d$/) },
      { status: 'DELIVERED' },
    ]);
    expect(harness.table.heads.get('m1')).toMatchObject({ state: 'DELIVERED', attempts: 1 });
  });

  it('F18 counts the unknown attempt, so that a webhook that kills the forwarder does not come back forever', async () => {
    const harness = await harnessWith(earlierAttempt('STARTED'));
    harness.settings = { ...harness.settings, retry: { ...harness.settings.retry, maxAttempts: 2 } };
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([again]);
    expect(harness.table.statusesOf('m1')).toEqual(['UNKNOWN', 'EXHAUSTED']);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'EXHAUSTED', wbAttempts: '2' } }]);
  });

  it('F18 numbers the attempt from what was read when the head item cannot be updated', async () => {
    const harness = await harnessWith(earlierAttempt('STARTED'));
    harness.table.countFailure = () => Promise.reject(new Error('throttled'));
    await harness.run([again]);
    expect(harness.target.attempts[0].attempt).toBe(2);
  });

  it('F18 counts an attempt once that was counted as failed, and whose end was not recorded', async () => {
    const started = earlierAttempt('STARTED');
    const harness = await harnessWith(started);
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: started.sk, updatedAt: '', ttl: 1 });
    await harness.run([again]);
    expect(harness.target.attempts).toMatchObject([{ messageId: 'm1', attempt: 2 }]);
    expect(harness.table.statusesOf('m1')).toEqual(['UNKNOWN', 'DELIVERED']);
    expect(harness.table.heads.get('m1')?.attempts).toBe(1);
  });

  it('is sent although the log cannot be read, since at least once is what is promised', async () => {
    const harness = new Harness();
    harness.table.history = () => Promise.reject(new Error('throttled'));
    expect(await harness.run([record({ messageId: 'm1', receiveCount: 4 })])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toMatchObject([{ messageId: 'm1', attempt: 4 }]);
    expect(harness.count('ATTEMPT_LOG_FAILED')).toBe(1);
  });

  it('has its head item concluded on delivery although the log could not be read', async () => {
    const harness = new Harness();
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    harness.table.history = () => Promise.reject(new Error('throttled'));
    await harness.run([again]);
    expect(harness.table.heads.get('m1')?.state).toBe('DELIVERED');
  });

  it('is let go of without a second dead letter when the dead-letter queue has it', async () => {
    const harness = await harnessWith(earlierAttempt('PERMANENT', 422));
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    await harness.table.conclude({ messageId: 'm1', updatedAt: '', ttl: 1 }, 'DEAD_LETTERED');
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toEqual([]);
    expect(harness.deadLetters).toEqual([]);
    expect(harness.count('DEAD_LETTERED')).toBe(1);
  });

  it.each([['PERMANENT', 422, '422'], ['EXHAUSTED', 503, '503'], ['EXHAUSTED', undefined, undefined]] as const)('goes to the dead-letter queue without another attempt when it was given up as %s (%p) and did not get there', async (status, httpStatus, lastStatus) => {
    const harness = await harnessWith(earlierAttempt(status, httpStatus));
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toEqual([]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: status, wbAttempts: '1', wbLastStatus: lastStatus } }].map(letter => JSON.parse(JSON.stringify(letter)) as object));
  });

  it('F16 is hidden for as long as SQS allows when its next attempt is more than 12 hours off', async () => {
    const harness = new Harness();
    harness.settings = { ...harness.settings, retry: { ...harness.settings.retry, maxAgeSeconds: 10 * 86_400 } };
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false, retryAfterMillis: 20 * HOUR }, report: { httpStatus: 503 } });
    await harness.run([first]);
    const due = harness.time + 20 * HOUR;
    expect(harness.table.heads.get('m1')?.notBefore).toBe(due);
    expect(harness.hidden).toMatchObject([[{ seconds: 43_200 - 60 }]]);
  });

  it('F16 is hidden again without an attempt before its time, and sent when it has come', async () => {
    const harness = new Harness();
    await harness.table.countFailure({ messageId: 'm1', group: 'group-1', route: '/github', countedAttempt: 'A#earlier', updatedAt: '', ttl: 1 });
    await harness.table.holdBack('m1', harness.time + 8 * HOUR);
    expect(failuresOf(await harness.run([again, record({ messageId: 'm2' })]))).toEqual(['m1', 'm2']);
    expect(harness.target.attempts).toEqual([]);
    expect(harness.table.heads.get('m1')?.attempts).toBe(1);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 8 * 3600 }, { messageId: 'm2', seconds: 8 * 3600 }]]);
    harness.time += 8 * HOUR;
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toMatchObject([{ messageId: 'm1', attempt: 2 }]);
  });

  /** The hours after the first attempt at which a webhook is received, as SQS would hand it over; * marks an attempt. */
  async function hoursOfReceives(harness: Harness, waitHours: number): Promise<string[]> {
    harness.settings = { ...harness.settings, retry: { ...harness.settings.retry, maxAgeSeconds: 10 * 86_400 } };
    harness.target.respond = (_, { attempt }) => attempt > 1 ? DELIVERED : { outcome: { kind: 'retry', slow: false, retryAfterMillis: waitHours * HOUR }, report: {} };
    const begin = harness.time;
    const receives: string[] = [];
    for (let receiveCount = 1, left = 1; left > 0; receiveCount++) {
      const before = harness.target.attempts.length;
      const at = ((harness.time - begin) / HOUR).toFixed(1);
      left = failuresOf(await harness.run([record({ messageId: 'm1', receiveCount })])).length;
      receives.push(harness.target.attempts.length > before ? `${at}*` : at);
      for (const { seconds } of harness.hidden.splice(0).flat()) harness.time += seconds * 1000;
    }
    return receives;
  }

  it('F16 is hidden as often as it takes for a wait of 30 hours, without an attempt in between', async () => {
    const harness = new Harness();
    expect(await hoursOfReceives(harness, 30)).toEqual(['0.0*', '12.0', '24.0', '30.0*']);
    expect(harness.table.statusesOf('m1')).toEqual(['RETRY', 'DELIVERED']);
    expect(harness.table.heads.get('m1')).toMatchObject({ state: 'DELIVERED', attempts: 1 });
    expect(harness.count('DEFERRED')).toBe(2);
  });

  it('F16 waits as long where the head item could not be written, since the attempt says so, too', async () => {
    const harness = new Harness();
    harness.table.holdBack = () => Promise.reject(new Error('throttled'));
    expect(await hoursOfReceives(harness, 30)).toEqual(['0.0*', '12.0', '24.0', '30.0*']);
    expect(harness.count('ATTEMPT_LOG_FAILED')).toBe(1);
  });

  it('F16 waits as long where the attempt could not be written, since the head item says so, too', async () => {
    const harness = new Harness();
    const write = harness.table.write.bind(harness.table);
    harness.table.write = async items => items.some(({ status }) => status === 'RETRY') ? items : write(items);
    expect(await hoursOfReceives(harness, 30)).toEqual(['0.0*', '12.0', '24.0', '30.0*']);
  });

  it('F16 is tried early rather than never where neither could be written', async () => {
    const harness = new Harness();
    harness.table.holdBack = () => Promise.reject(new Error('throttled'));
    harness.table.countFailure = () => Promise.reject(new Error('throttled'));
    const write = harness.table.write.bind(harness.table);
    harness.table.write = async items => items.some(({ status }) => status === 'RETRY') ? items : write(items);
    expect(await hoursOfReceives(harness, 30)).toEqual(['0.0*', '12.0*']);
  });

  it('F15 is tried when SQS hands it over, where a wait below 12 hours could not be set', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { attempt }) => attempt > 1 ? DELIVERED : { outcome: { kind: 'retry', slow: false, retryAfterMillis: HOUR }, report: {} };
    await harness.run([first]);
    harness.time += 300_000;
    expect(await harness.run([again])).toEqual({ batchItemFailures: [] });
  });

  it('carries the number of its attempts', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    for (const receiveCount of [1, 2, 3]) {
      harness.time += HOUR;
      await harness.run([record({ messageId: 'm1', receiveCount })]);
    }
    expect(harness.target.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(harness.table.statusesOf('m1')).toEqual(['RETRY', 'RETRY', 'RETRY']);
    harness.target.respond = () => DELIVERED;
    harness.time += HOUR;
    await harness.run([record({ messageId: 'm1', receiveCount: 4 })]);
    expect(harness.table.heads.get('m1')).toMatchObject({ state: 'DELIVERED', attempts: 3 });
  });

  it('finds its attempts under the keys of the contract', () => {
    const { pk, sk } = earlierAttempt('STARTED');
    expect({ pk, sk }).toEqual({ pk: messagePartitionKey('m1'), sk: attemptSortKey('2026-03-01T10:00:00.000Z', 'earlier1') });
  });
});
