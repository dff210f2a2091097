import { createHmac } from 'node:crypto';
import { BODY_HEX } from './signatures/support/schemes';
import { DELIVERED, failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from './support/harness';
import { record, type RecordOptions } from './support/records';

const HOUR = 3_600_000;
const WINDOW_SECONDS = 24 * 3_600;

const withWindow = () => new Harness({ ...SETTINGS, routes: { '/github': { idempotencyWindowSeconds: WINDOW_SECONDS }, '/open': {} } });
const event = (messageId: string, options: RecordOptions = {}) => record({ messageId, deduplicationId: '/github:event-1', ...options });

describe('a webhook that comes again within the window', () => {
  it('is acknowledged, and not delivered', async () => {
    const harness = withWindow();
    await harness.run([event('m1')]);
    harness.time += 23 * HOUR;
    expect(failuresOf(await harness.run([event('m2')]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1']);
  });

  it('P9 is recorded and counted: one row, a metric, a log line', async () => {
    const harness = withWindow();
    await harness.run([event('m1', { group: 'acme' }), event('m2', { group: 'acme' })]);
    expect(harness.table.attemptsOf('m2')).toMatchObject([{ status: 'DUPLICATE', duplicateOf: 'm1', route: '/github', group: 'acme' }]);
    expect(harness.table.heads.size).toBe(0);
    expect(harness.count('DUPLICATES')).toBe(1);
    expect(harness.linesWith('duplicate')).toEqual([{ level: 'info', message: 'duplicate', messageId: 'm2', group: 'acme', route: '/github', duplicateOf: 'm1' }]);
  });

  it('is not delivered where both come in one batch', async () => {
    const harness = withWindow();
    await harness.run([event('m1'), event('m2'), event('m3')]);
    expect(harness.target.messageIds).toEqual(['m1']);
    expect([harness.table.statusesOf('m2'), harness.table.statusesOf('m3')]).toEqual([['DUPLICATE'], ['DUPLICATE']]);
  });

  it('is let go where SQS hands it over again', async () => {
    const harness = withWindow();
    await harness.run([event('m1'), event('m2')]);
    expect(failuresOf(await harness.run([event('m2', { receiveCount: 2 })]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1']);
    expect(harness.table.statusesOf('m2')).toEqual(['DUPLICATE']);
  });

  it('leaves no body beside the queue', async () => {
    const harness = withWindow();
    const body = Buffer.alloc(2_000_000, 'large');
    await harness.run([event('m1', { claim: harness.bodyStore.store('1', body) }), event('m2', { claim: harness.bodyStore.store('2', body) })]);
    expect([...harness.bodyStore.bodies.keys()]).toEqual([]);
  });
});

describe('a webhook is delivered', () => {
  it('after the window', async () => {
    const harness = withWindow();
    await harness.run([event('m1')]);
    harness.time += 25 * HOUR;
    await harness.run([event('m2')]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('with another id', async () => {
    const harness = withWindow();
    await harness.run([event('m1'), event('m2', { deduplicationId: '/github:event-2' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('where its id is one that the door made up', async () => {
    const harness = withWindow();
    const made = { deduplicationId: 'JKJaXmPLvHcESHA=', flags: ['deduplicationMissing'] };
    await harness.run([event('m1', made), event('m2', made), record({ messageId: 'm3' }), record({ messageId: 'm4' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(harness.claims.held.size).toBe(0);
  });

  it('where its route has no window, which then costs nothing', async () => {
    const harness = withWindow();
    await harness.run([event('m1', { route: '/open', deduplicationId: '/open:1' }), event('m2', { route: '/open', deduplicationId: '/open:1' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.claims.held.size).toBe(0);
  });

  it('P5 where the first one was given up, and is then the one that others repeat', async () => {
    const harness = withWindow();
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? REFUSED : DELIVERED;
    await harness.run([event('m1'), event('m2'), event('m3')]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.table.attemptsOf('m3')).toMatchObject([{ status: 'DUPLICATE', duplicateOf: 'm2' }]);
  });

  it('P5 where the first one was quarantined: who guesses an id swallows nothing', async () => {
    const source = { name: 'github', signature: BODY_HEX, secrets: [{ from: 'secretsManager' as const, id: 'github' }] };
    const harness = new Harness({ ...SETTINGS, routes: { '/github': { source, idempotencyWindowSeconds: WINDOW_SECONDS } } });
    harness.secrets.values.set('github', ['secret']);
    const signature = `sha256=${createHmac('sha256', 'secret').update('{}').digest('hex')}`;
    await harness.run([event('m1', { body: '{}', headers: [] }), event('m2', { body: '{}', headers: [['X-Hub-Signature-256', signature]] })]);
    expect(harness.target.messageIds).toEqual(['m2']);
  });

  it('where the first one is still under way in another group', async () => {
    const harness = withWindow();
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? UNAVAILABLE : DELIVERED;
    await harness.run([event('m1', { group: 'a' })]);
    await harness.run([event('m2', { group: 'b' })]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
  });

  it('P3 after the first one where that is tried again in the same group, and then no more', async () => {
    const harness = withWindow();
    harness.target.respond = (_, { attempt }) => attempt === 1 ? UNAVAILABLE : DELIVERED;
    expect(failuresOf(await harness.run([event('m1'), event('m2')]))).toEqual(['m1', 'm2']);
    harness.time += HOUR;
    expect(failuresOf(await harness.run([event('m1', { receiveCount: 2 }), event('m2', { receiveCount: 2 })]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1', 'm1']);
  });

  it('again after a failure of its own', async () => {
    const harness = withWindow();
    harness.target.respond = (_, { attempt }) => attempt === 1 ? UNAVAILABLE : DELIVERED;
    await harness.run([event('m1')]);
    harness.time += HOUR;
    await harness.run([event('m1', { receiveCount: 2 })]);
    expect(harness.table.statusesOf('m1')).toEqual(['RETRY', 'DELIVERED']);
  });

  it.each(['claims', 'history'] as const)('F13 where the table does not answer: %s', async part => {
    const harness = withWindow();
    await harness.run([event('m1')]);
    if (part === 'claims') harness.claims.claim = () => Promise.reject(new Error('table down'));
    else harness.table.history = () => Promise.reject(new Error('table down'));
    expect(failuresOf(await harness.run([event('m2')]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1', 'm2']);
    expect(harness.count('ATTEMPT_LOG_FAILED')).toBe(1);
  });
});
