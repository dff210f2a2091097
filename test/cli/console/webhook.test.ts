import { accepted, attempted, failed, START } from './support/events';
import { afterAcceptance, afterAttempt, afterSettingAside, isSettled, type SetAsideEvent, type Webhook } from '../../../cli/local/console/state/webhook';

const queued = afterAcceptance(undefined, accepted());
const retrying = afterAttempt(queued, failed());
const delivered = afterAttempt(queued, attempted());
const deadLettering: SetAsideEvent = { buffer: 'Shop/Orders', at: START, messageId: 'm1', group: 'order-1', state: 'dead-lettered' };
const deadLettered = afterSettingAside(retrying, deadLettering);

describe('a webhook', () => {
  test('is queued once the door accepted it', () => {
    expect(queued).toEqual({
      messageId: 'm1',
      buffer: 'Shop/Orders',
      group: 'order-1',
      at: START,
      method: 'POST',
      path: '/prod/orders',
      state: 'queued',
      acceptances: 1,
      attempts: 0,
    });
  });

  test('is retrying after an attempt that another follows, with its status and the time of the next', () => {
    expect(retrying).toMatchObject({ state: 'retrying', attempts: 1, lastStatus: 503, nextAttemptAt: START + 60_000 });
  });

  test('shows the error code of an attempt that got no status', () => {
    expect(afterAttempt(queued, failed({ httpStatus: undefined, errorCode: 'ECONNREFUSED' })).lastStatus).toBe('ECONNREFUSED');
  });

  test('is delivered at the end of the attempt that succeeded', () => {
    expect(delivered).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200, deliveredAt: START + 150 });
  });

  test('has no next attempt any more once it is delivered', () => {
    expect(afterAttempt(retrying, attempted({ attempt: 2 }))).toMatchObject({ state: 'delivered', attempts: 2, nextAttemptAt: undefined });
  });

  test.each(['PERMANENT', 'EXHAUSTED'])('is on the queue after an attempt that ended %s, until the dead-letter queue has it', status => {
    const givenUp = afterAttempt(queued, attempted({ status, httpStatus: 422 }));
    expect(givenUp).toMatchObject({ state: 'retrying', nextAttemptAt: undefined });
    expect(afterSettingAside(givenUp, deadLettering).state).toBe('dead-lettered');
  });

  test('counts how often its sender repeated it, and keeps the time of the first', () => {
    const repeated = afterAcceptance(retrying, accepted({ at: START + 5_000, path: '/prod/other' }));
    expect(repeated).toEqual({ ...retrying, acceptances: 2 });
  });

  test('may be told of by its attempt first', () => {
    const early = afterAttempt(undefined, attempted());
    expect(early).toMatchObject({ state: 'delivered', acceptances: 0, at: START + 100 });
    expect(afterAcceptance(early, accepted())).toMatchObject({ state: 'delivered', acceptances: 1, at: START, path: '/prod/orders' });
  });

  test('stays delivered, whatever becomes of a repetition of it', () => {
    expect(afterAttempt(delivered, failed({ attempt: 2 }))).toEqual({ ...delivered, attempts: 2 });
    expect(afterSettingAside(delivered, deadLettering)).toBe(delivered);
  });

  test('that was dead-lettered is on its way again when it is attempted again', () => {
    expect(afterAttempt(deadLettered, failed({ attempt: 3 }))).toMatchObject({ state: 'retrying', attempts: 3 });
  });

  test('that nobody saw before can be dead-lettered', () => {
    expect(afterSettingAside(undefined, { ...deadLettering, messageId: 'm9' })).toMatchObject({ messageId: 'm9', state: 'dead-lettered', acceptances: 0, attempts: 0 });
  });

  test('is listed with the beginning of a long path, cut between characters', () => {
    const { path } = afterAcceptance(undefined, accepted({ path: `/a${'😀'.repeat(1_000)}` }));
    expect(path).toBe(`/a${'😀'.repeat(298)}`);
  });

  test('is listed with its query, without what is secret in it', () => {
    expect(afterAcceptance(undefined, accepted({ query: 'shop=1&token=t0p&key=k&empty' })).path).toBe('/prod/orders?shop=1&token=••••••••&key=••••••••&empty');
  });

  test.each(['quarantined', 'discarded', 'duplicate', 'handshake'] as const)('leaves the queue as %s', state => {
    const aside = afterSettingAside(queued, { ...deadLettering, state });
    expect([aside.state, isSettled(aside)]).toEqual([state, true]);
  });

  test('that is parked is not done with: its group may be released', () => {
    const parked = afterSettingAside(queued, { ...deadLettering, state: 'parked' });
    expect([parked.state, isSettled(parked)]).toEqual(['parked', false]);
  });

  test.each<[Webhook, boolean]>([[queued, false], [retrying, false], [delivered, true], [deadLettered, true]])('$state is settled or not', (webhook, settled) => {
    expect(isSettled(webhook)).toBe(settled);
  });
});
