import { failuresOf, Harness, REFUSED, SETTINGS, UNAVAILABLE } from './support/harness';
import { record, RECEIVED_AT } from './support/records';
import { announcement } from '../../lambda/forwarder/destinations/announcement';
import type { Destinations, Ending } from '../../lambda/forwarder/destinations/announcements';
import { deliveryOf, type Delivery } from '../../lambda/forwarder/invocation';
import type { DestinationsConfiguration } from '../../src/contract/announcement';

const ARN = 'arn:aws:sqs:eu-west-1:111122223333:heard';

/** Destinations that hear what they are told, or do as a test says. */
class Listener implements Destinations {
  public readonly heard: Array<Ending & { readonly messageId: string }> = [];
  public listen: (ending: Ending) => Promise<void> = async () => {};

  public async announce(ending: Ending, { messageId }: Delivery): Promise<void> {
    await this.listen(ending);
    const { state, reason, attempts, lastStatus } = ending;
    this.heard.push({ state, reason, attempts, lastStatus, messageId });
  }
}

type Arns = Pick<DestinationsConfiguration, 'onSuccess' | 'onFailure'>;

function harnessWith(destinations: Destinations, atLeastOnce = true, given: Arns = { onSuccess: ARN, onFailure: ARN }): Harness {
  return new Harness({ ...SETTINGS, destinations: { ...given, atLeastOnce, includeBody: false } }, { destinations });
}

const failing = async (): Promise<void> => { throw new Error('not taken: password=hunter2'); };

let listener: Listener;
beforeEach(() => { listener = new Listener(); });

describe('what is announced', () => {
  it('is a delivery, with its attempts and last status', async () => {
    const harness = harnessWith(listener);
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([record({ messageId: 'm1' })]);
    expect(listener.heard).toEqual([]);
    harness.target.respond = () => ({ outcome: { kind: 'delivered' }, report: { httpStatus: 204 } });
    await harness.run([record({ messageId: 'm1', receiveCount: 2 })]);
    expect(listener.heard).toEqual([{ state: 'DELIVERED', messageId: 'm1', attempts: 2, lastStatus: '204' }]);
  });

  it('is a webhook that was given up, once the dead-letter queue has it', async () => {
    const harness = harnessWith(listener);
    harness.target.respond = () => REFUSED;
    listener.listen = async () => { expect(harness.deadLetters).toHaveLength(1); };
    await harness.run([record({ messageId: 'm1' })]);
    expect(listener.heard).toEqual([{ state: 'DEAD_LETTERED', messageId: 'm1', reason: 'PERMANENT', attempts: 1, lastStatus: '422' }]);
  });

  it('is what the target said by a code rather than by its status', async () => {
    const harness = harnessWith(listener);
    harness.target.respond = () => ({ outcome: { kind: 'permanent' }, report: { httpStatus: 200, errorCode: 'MalformedDetail' } });
    await harness.run([record()]);
    expect(listener.heard).toMatchObject([{ lastStatus: 'MalformedDetail' }]);
  });

  it('is a message that is no webhook, too', async () => {
    const harness = harnessWith(listener);
    await harness.run([{ ...record({ messageId: 'm1' }), body: '{}' }]);
    expect(listener.heard).toMatchObject([{ state: 'DEAD_LETTERED', messageId: 'm1', reason: 'MALFORMED', attempts: 0 }]);
  });

  it.each([
    [{ onSuccess: ARN }, ['DELIVERED']],
    [{ onFailure: ARN }, ['DEAD_LETTERED']],
  ])('to %j is what concerns it', async (given, states) => {
    const harness = harnessWith(listener, true, given);
    harness.target.respond = (_, { messageId }) => messageId === 'm1' ? { outcome: { kind: 'delivered' }, report: {} } : REFUSED;
    await harness.run([record({ messageId: 'm1', group: 'a' }), record({ messageId: 'm2', group: 'b' })]);
    expect(listener.heard.map(({ state }) => state)).toEqual(states);
  });

  it('is nothing without destinations', async () => {
    const harness = new Harness(SETTINGS, { destinations: listener });
    await harness.run([record()]);
    expect(listener.heard).toEqual([]);
  });
});

describe('at least once', () => {
  it('P5: a webhook whose destination fails comes back with its group, and is announced without another attempt', async () => {
    const harness = harnessWith(listener);
    listener.listen = failing;
    const answer = await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2' }), record({ messageId: 'm3', group: 'other' })]);
    expect(failuresOf(answer).sort()).toEqual(['m1', 'm2', 'm3']);
    expect(harness.target.messageIds.sort()).toEqual(['m1', 'm3']);
    expect(harness.count('DELIVERED')).toBe(0);
    expect(harness.count('DESTINATION_FAILED')).toBe(2);

    listener.listen = async () => {};
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 2 })]))).toEqual([]);
    expect(harness.target.messageIds).toEqual(['m1', 'm3']);
    expect(listener.heard).toEqual([{ state: 'DELIVERED', messageId: 'm1', attempts: 1, lastStatus: '200' }]);
    expect(harness.count('DELIVERED')).toBe(1);
  });

  it('P5: a webhook that was given up goes to the dead-letter queue once, and is counted once', async () => {
    const harness = harnessWith(listener);
    harness.target.respond = () => REFUSED;
    listener.listen = failing;
    expect(failuresOf(await harness.run([record({ messageId: 'm1' })]))).toEqual(['m1']);
    listener.listen = async () => {};
    expect(failuresOf(await harness.run([record({ messageId: 'm1', receiveCount: 2 })]))).toEqual([]);
    expect(harness.deadLetters).toHaveLength(1);
    expect(harness.count('DEAD_LETTERED')).toBe(1);
    expect(listener.heard).toEqual([{ state: 'DEAD_LETTERED', messageId: 'm1', reason: 'PERMANENT', attempts: 1, lastStatus: '422' }]);
  });

  it('a message that the log cannot remember is let go of, as it would go to the dead-letter queue again and again', async () => {
    const harness = harnessWith(listener);
    listener.listen = failing;
    expect(failuresOf(await harness.run([{ ...record({ messageId: 'm1' }), body: '{}' }]))).toEqual([]);
    expect(harness.count('DESTINATION_FAILED')).toBe(1);
  });

  it('a destination that hangs is given up before the invocation ends', async () => {
    const harness = harnessWith(listener);
    listener.listen = () => new Promise(() => {});
    let remaining = 60_000;
    harness.target.respond = () => {
      remaining = 600;
      return { outcome: { kind: 'delivered' }, report: {} };
    };
    expect(failuresOf(await harness.run([record({ messageId: 'm1' })], () => remaining))).toEqual(['m1']);
    expect(harness.linesWith('record_failed')).toMatchObject([{ errorMessage: 'the destination took too long' }]);
  });
});

describe('with best effort', () => {
  it('a destination that fails is counted and logged without its secrets, and holds nothing up', async () => {
    const harness = harnessWith(listener, false);
    listener.listen = failing;
    expect(failuresOf(await harness.run([record({ messageId: 'm1', group: 'acme' })]))).toEqual([]);
    expect(harness.count('DELIVERED')).toBe(1);
    expect(harness.count('DESTINATION_FAILED')).toBe(1);
    expect(harness.linesWith('announcement_failed')).toMatchObject([{ level: 'warn', messageId: 'm1', group: 'acme', errorName: 'Error' }]);
    expect(JSON.stringify(harness.lines)).not.toContain('hunter2');
  });

  it('a destination that is slow does not keep the next webhook waiting, and is waited for at the end', async () => {
    const harness = harnessWith(listener, false);
    let heardFirst: (() => void) | undefined;
    listener.listen = () => heardFirst ? Promise.resolve() : new Promise(resolve => { heardFirst = resolve; });
    harness.target.respond = (_, { messageId }) => {
      if (messageId === 'm2') setTimeout(() => heardFirst?.(), 20);
      return { outcome: { kind: 'delivered' }, report: {} };
    };
    expect(failuresOf(await harness.run([record({ messageId: 'm1' }), record({ messageId: 'm2' })]))).toEqual([]);
    expect(listener.heard.map(({ messageId }) => messageId)).toEqual(['m2', 'm1']);
  });

  it('a destination that hangs is counted, and does not keep the invocation from its end', async () => {
    const harness = harnessWith(listener, false);
    listener.listen = () => new Promise(() => {});
    expect(failuresOf(await harness.run([record({ messageId: 'm2' })]))).toEqual([]);
    expect(harness.count('DESTINATION_FAILED')).toBe(1);
    expect(harness.linesWith('announcement_failed')).toMatchObject([{ announcements: 1, errorMessage: 'the destination took too long' }]);
  });
});

describe('an announcement', () => {
  const ending: Ending = { state: 'DEAD_LETTERED', reason: 'EXHAUSTED', attempts: 25, lastStatus: '503' };
  const settings = { buffer: 'Shop/Orders', includeBody: true };
  const of = (given: Parameters<typeof record>[0], includeBody = true) =>
    announcement(ending, deliveryOf(record(given)), { ...settings, includeBody }, RECEIVED_AT + 1_000);

  it('has what is known of the webhook', () => {
    expect(of({ messageId: 'm1', group: 'acme', path: '/prod/github/x', query: [['a', '1']], headers: [['X-One', '1'], ['x-one', '2']], body: 'text' })).toEqual({
      version: 1,
      id: 'm1:DEAD_LETTERED',
      state: 'DEAD_LETTERED',
      buffer: 'Shop/Orders',
      announcedAt: '2026-03-01T10:00:01.000Z',
      messageId: 'm1',
      group: 'acme',
      reason: 'EXHAUSTED',
      attempts: 25,
      lastStatus: '503',
      webhook: {
        route: '/github',
        receivedAt: '2026-03-01T10:00:00.000Z',
        method: 'POST',
        path: '/github/x?a=1',
        headers: { 'x-one': ['1', '2'] },
        flags: [],
        bodyBytes: 4,
        bodySha256: '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1',
        body: 'text',
        bodyEncoding: 'text',
      },
    });
  });

  it('F31 has no secret', () => {
    const headers = [['Authorization', 'Bearer hunter2'], ['X-Hub-Signature-256', 'hunter2'], ['Cookie', 'hunter2']] as const;
    const given = of({ query: [['token', 'hunter2']], headers, body: 'hunter2' }, false);
    expect(JSON.stringify(given)).not.toContain('hunter2');
    expect(given.webhook).not.toHaveProperty('body');
  });

  it('has bytes as base64', () => {
    expect(of({ body: Buffer.from([0xff]) }).webhook).toMatchObject({ body: '/w==', bodyEncoding: 'base64' });
  });

  it('leaves out a body for which there is no room', () => {
    expect(of({ body: 'x'.repeat(260_000) }).webhook).not.toHaveProperty('body');
  });

  it('has size and digest of a body that is beside the queue', () => {
    const claim = { key: 'claims/1', bytes: 2_000_000, sha256: 'a'.repeat(64) };
    const { webhook } = of({ claim });
    expect(webhook).toMatchObject({ bodyBytes: 2_000_000, bodySha256: 'a'.repeat(64) });
    expect(webhook).not.toHaveProperty('body');
  });

  it('has no webhook where the message is none', () => {
    const message = { ...record({ messageId: 'm1' }), body: 'no envelope' };
    expect(announcement({ state: 'DEAD_LETTERED', reason: 'MALFORMED', attempts: 0 }, deliveryOf(message), settings, RECEIVED_AT)).toMatchObject({ messageId: 'm1', webhook: undefined });
  });
});
