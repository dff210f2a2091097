import type { SQSRecord } from 'aws-lambda';
import { DELIVERED, failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from './support/harness';
import { record } from './support/records';
import { deadLetterMessage } from '../../lambda/forwarder/dead-letter';
import { deliveryOf } from '../../lambda/forwarder/invocation';
import { MAX_MESSAGE_BYTES } from '../../src/contract/limits';

const never = () => new Promise<never>(() => { /* hangs */ });
const envelopeOf = (given: SQSRecord) => given.messageAttributes.wb.stringValue;

describe('a webhook that the target refuses for good', () => {
  it('F4 F21 goes to the dead-letter queue at once, as it was received and with the reason', async () => {
    const harness = new Harness();
    harness.target.respond = () => REFUSED;
    const given = record({ messageId: 'm1', group: 'acme' });
    expect(await harness.run([given])).toEqual({ batchItemFailures: [] });
    expect(harness.deadLetters).toEqual([{
      body: given.body,
      attributes: { wb: envelopeOf(given), wbReason: 'PERMANENT', wbAttempts: '1', wbLastStatus: '422', wbMessageId: 'm1' },
      group: 'acme',
      deduplicationId: 'm1',
    }]);
    expect(harness.table.statusesOf('m1')).toEqual(['PERMANENT']);
    expect(harness.table.heads.get('m1')).toMatchObject({ state: 'DEAD_LETTERED', attempts: 1 });
    expect(harness.linesWith('dead_lettered')).toEqual([{ level: 'warn', message: 'dead_lettered', messageId: 'm1', group: 'acme', reason: 'PERMANENT', attempts: 1 }]);
  });

  it('lets its group go on', async () => {
    const harness = new Harness();
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? REFUSED : DELIVERED;
    await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('has no FIFO ids on a standard queue', async () => {
    const harness = new Harness({ ...SETTINGS, fifo: false });
    harness.target.respond = () => REFUSED;
    await harness.run([record()]);
    expect(Object.keys(harness.deadLetters[0])).toEqual(['body', 'attributes']);
  });

  it('carries the error code where there was no answer', async () => {
    const harness = new Harness();
    harness.target.respond = () => ({ outcome: { kind: 'permanent' }, report: { errorCode: 'ERR_INVALID_CHAR' } });
    await harness.run([record()]);
    expect(harness.deadLetters[0].attributes.wbLastStatus).toBe('ERR_INVALID_CHAR');
  });

  it('carries the number of attempts that were counted, where this one could not be numbered', async () => {
    const harness = new Harness();
    harness.table.history = () => Promise.reject(new Error('throttled'));
    harness.target.respond = () => REFUSED;
    await harness.run([record({ receiveCount: 7 })]);
    expect(harness.deadLetters[0].attributes.wbAttempts).toBe('1');
  });

  it('carries the number of this attempt where the log cannot tell', async () => {
    const harness = new Harness();
    harness.table.countFailure = () => Promise.reject(new Error('throttled'));
    harness.target.respond = () => REFUSED;
    await harness.run([record()]);
    expect(harness.deadLetters[0].attributes.wbAttempts).toBe('1');
  });
});

describe('a webhook that failed for the last time', () => {
  it('F21 goes to the dead-letter queue after as many attempts as the policy allows', async () => {
    const harness = new Harness({ ...SETTINGS, retry: { ...SETTINGS.retry, maxAttempts: 2 } });
    harness.target.respond = () => UNAVAILABLE;
    expect(failuresOf(await harness.run([record({ messageId: 'm1' })]))).toEqual(['m1']);
    harness.time += 60_000;
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 2 })]))).toEqual([]);
    expect(harness.table.statusesOf('m1')).toEqual(['RETRY', 'EXHAUSTED']);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'EXHAUSTED', wbAttempts: '2', wbLastStatus: '503' } }]);
  });

  it('F21 goes to the dead-letter queue once it is too old', async () => {
    const harness = new Harness();
    harness.target.respond = () => UNAVAILABLE;
    harness.time += SETTINGS.retry.maxAgeSeconds * 1000;
    await harness.run([record()]);
    expect(harness.deadLetters).toMatchObject([{ attributes: { wbReason: 'EXHAUSTED' } }]);
  });

  it('was tried at least once, however long it waited behind another', async () => {
    const harness = new Harness();
    harness.time += 2 * SETTINGS.retry.maxAgeSeconds * 1000;
    expect(await harness.run([record()])).toEqual({ batchItemFailures: [] });
    expect(harness.target.attempts).toHaveLength(1);
    expect(harness.deadLetters).toEqual([]);
  });

  it('follows the policy of its route', async () => {
    const harness = new Harness({ ...SETTINGS, routes: { '/github': { retry: { ...SETTINGS.retry, maxAttempts: 1 } } } });
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2', route: '/other', group: 'b' })]);
    expect(harness.deadLetters.map(({ attributes }) => attributes.wbMessageId)).toEqual(['m1']);
  });

  it('F14 is not given up by a count that is not known', async () => {
    const harness = new Harness({ ...SETTINGS, retry: { ...SETTINGS.retry, maxAttempts: 2 } });
    harness.table.countFailure = () => Promise.reject(new Error('throttled'));
    harness.target.respond = () => UNAVAILABLE;
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 5 })]))).toEqual(['m1']);
    // 10 s doubled four times, of which three quarters
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 120 }]]);
  });
});

describe('a dead-letter queue that does not take a webhook', () => {
  it('P5 keeps it on the queue, and its group behind it', async () => {
    const harness = new Harness();
    harness.ports.queue.deadLetter = () => Promise.reject(new Error('AccessDenied'));
    harness.target.respond = () => REFUSED;
    expect(failuresOf(await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2' })]))).toEqual(['m1', 'm2']);
    expect(harness.hidden).toMatchObject([[{ messageId: 'm1', seconds: 8 }, { messageId: 'm2', seconds: 8 }]]);
    expect(harness.table.heads.get('m1')?.state).toBe('FAILING');
    expect(harness.count('DEAD_LETTERED')).toBe(0);
    expect(harness.linesWith('record_failed')).toMatchObject([{ messageId: 'm1', errorMessage: 'AccessDenied' }]);
  });

  it('P5 keeps it on the queue when it takes too long', async () => {
    const harness = new Harness();
    harness.ports.queue.deadLetter = never;
    harness.target.respond = () => REFUSED;
    let remaining = 60_000;
    const answer = await harness.run([record({ messageId: 'm1' })], () => { const now = remaining; remaining = 520; return now; });
    expect(failuresOf(answer)).toEqual(['m1']);
  });
});

describe('a dead letter', () => {
  const verdict = { kind: 'dead-letter', reason: 'EXHAUSTED', attempts: 7, lastStatus: '503' } as const;

  it('has no envelope attribute where the message has none', () => {
    expect(deadLetterMessage(deliveryOf({ ...record({ messageId: 'm1' }), messageAttributes: {} }), { ...verdict, lastStatus: undefined }, true).attributes).toEqual({ wbReason: 'EXHAUSTED', wbAttempts: '7', wbMessageId: 'm1' });
  });

  it('goes without the reason rather than not at all where a message has no room for it', () => {
    const given = record({ messageId: 'm1' });
    const attributeBytes = 'wb'.length + 'String'.length + Buffer.byteLength(envelopeOf(given) ?? '');
    const full = { ...given, body: 'x'.repeat(MAX_MESSAGE_BYTES - attributeBytes) };
    expect(Object.keys(deadLetterMessage(deliveryOf(full), verdict, true).attributes)).toEqual(['wb']);
    const roomy = { ...given, body: 'x'.repeat(MAX_MESSAGE_BYTES - attributeBytes - 200) };
    expect(Object.keys(deadLetterMessage(deliveryOf(roomy), verdict, true).attributes)).toEqual(['wb', 'wbReason', 'wbAttempts', 'wbMessageId', 'wbLastStatus']);
  });
});
