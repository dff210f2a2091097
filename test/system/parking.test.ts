import { Duration } from 'aws-cdk-lib';
import { receiveAll } from './support/observe';
import { bodies, headerValues, System } from './support/system';
import type { BackendBehaviour } from '../../cli/local/backend/backend';
import { ExhaustedAction, MessageGrouping, RetryPolicy } from '../../src';

jest.setTimeout(60_000);

let system: System;
/** How the backend behaves at the paths of a test. */
const scripts = new Map<string, (body: string) => BackendBehaviour>();

beforeAll(async () => {
  system = await System.start({
    grouping: MessageGrouping.header('X-Group'),
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 2 }),
  }, {
    routes: {
      '/dropped': { onExhausted: ExhaustedAction.DISCARD },
      '/given-up': { onExhausted: ExhaustedAction.DEAD_LETTER },
      '/blocking': { onExhausted: ExhaustedAction.BLOCK },
    },
    backend: { behaviour: ({ url, body }) => scripts.get(url.split('/')[2].split('?')[0])?.(body.toString()) ?? {} },
  });
});
afterAll(() => system.stop());

async function acceptAll(path: string, given: readonly string[], group = path.slice(1)): Promise<string[]> {
  const ids = [];
  for (const body of given) ids.push(await system.accept(path, { headers: { 'X-Group': group }, body }));
  return ids;
}

async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error(`in vain: ${what}; ${[...system.problems, ...system.printed].slice(-10).join('\n')}`);
}

const isParked = (count: number) => async (): Promise<boolean> => await system.buffer.pending() === 0 && await system.buffer.parked() === count;
const seen = (path: string): string[] => bodies(system.requests(path));

describe('a webhook that the target refuses for good', () => {
  test('F4 F19 F20 P3: is parked, and so are the webhooks of its group that come later; other groups go on', async () => {
    scripts.set('refused', body => body === '1' ? { status: 422 } : {});
    const ids = await acceptAll('/refused', ['1', '2', '3']);
    await acceptAll('/refused', ['other'], 'another group');
    await eventually('parked', isParked(3));
    expect(seen('/refused').sort()).toEqual(['1', 'other']);
    const heads = (await system.table.heads()).filter(({ messageId }) => ids.includes(messageId));
    expect(heads.map(({ state }) => state)).toEqual(['PARKED', 'PARKED', 'PARKED']);

    scripts.set('refused', () => ({}));
    expect(await system.buffer.release({ release: { group: 'refused' } })).toEqual({ released: 1, complete: true });
    await eventually('drained', isParked(0));
    expect(seen('/refused').filter(body => body !== 'other')).toEqual(['1', '1', '2', '3']);
    expect(system.requests('/refused').filter(({ body }) => body.toString() !== 'other').map(request => headerValues(request, 'idempotency-key')[0]))
      .toEqual([ids[0], ...ids].map(id => `"${id}"`));
    await acceptAll('/refused', ['4']);
    await system.drained();
    expect(seen('/refused').at(-1)).toBe('4');
    for (const id of ids) expect((await system.attempts(id)).at(-1)?.status).toBe('DELIVERED');
    expect(await receiveAll(system.buffer.deadLetterQueueUrl, system.buffer)).toEqual([]);
  });
});

describe('what becomes of a webhook that is given up is for its route to say', () => {
  test('F21: it is dead-lettered with the reason, and its group goes on', async () => {
    scripts.set('given-up', body => body === '1' ? { status: 503 } : {});
    const [messageId] = await acceptAll('/given-up', ['1', '2']);
    await system.drained();
    expect(seen('/given-up')).toEqual(['1', '1', '2']);
    const [{ MessageAttributes = {} }] = await receiveAll(system.buffer.deadLetterQueueUrl, system.buffer);
    expect(Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])))
      .toMatchObject({ wbReason: 'EXHAUSTED', wbAttempts: '2', wbLastStatus: '503', wbMessageId: messageId });
  });

  test('F22: it blocks its group until the target takes it', async () => {
    scripts.set('blocking', body => body === '1' && seen('/blocking').length < 5 ? { status: 422 } : {});
    await acceptAll('/blocking', ['1', '2']);
    await system.drained();
    expect(seen('/blocking')).toEqual(['1', '1', '1', '1', '1', '2']);
  });

  test('it is discarded, and its attempts stay in the log', async () => {
    scripts.set('dropped', body => body === '1' ? { status: 410 } : {});
    const [messageId] = await acceptAll('/dropped', ['1', '2']);
    await system.drained();
    expect(seen('/dropped')).toEqual(['1', '2']);
    expect((await system.attempts(messageId)).map(({ status, httpStatus }) => [status, httpStatus])).toEqual([['PERMANENT', 410]]);
    expect((await system.table.heads()).find(head => head.messageId === messageId)).toMatchObject({ state: 'DISCARDED' });
    expect((await receiveAll(system.buffer.deadLetterQueueUrl, system.buffer)).map(({ Attributes }) => Attributes?.MessageGroupId)).not.toContain('dropped');
  });
});

describe('F20: a release', () => {
  test('P3: delivers hundreds of webhooks of several groups in order, while newer ones queue up behind them', async () => {
    const [groups, count] = [['x', 'y', 'z'], 25];
    scripts.set('many', body => body.endsWith('-0') ? { status: 422 } : {});
    const sendAll = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number += 1) {
        for (const group of groups) await system.accept('/many', { headers: { 'X-Group': group }, body: `${group}-${number}` });
      }
    };
    await sendAll(0, count);
    await eventually('parked', isParked(groups.length * count));
    scripts.set('many', () => ({}));
    expect(await system.buffer.release({ release: { all: true } })).toEqual({ released: groups.length, complete: true });
    await sendAll(count, count + 10);
    await eventually('drained', isParked(0));
    for (const group of groups) {
      const own = seen('/many').filter(body => body.startsWith(group));
      expect(own).toEqual([`${group}-0`, ...Array.from({ length: count + 10 }, (_, number) => `${group}-${number}`)]);
    }
    expect(system.problems).toEqual([]);
  });

  test('says so where the group is not parked', async () => {
    expect(await system.buffer.release({ release: { group: 'nobody' } })).toEqual({ released: 0, complete: true });
  });

  test('that is malformed fails, and tells the owner why', async () => {
    await expect(system.buffer.release({ release: {} } as never)).rejects.toThrow(/release: expected/);
  });
});
