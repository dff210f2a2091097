import { bodies, System } from './support/system';
import { MessageGrouping, Throttle, type WebhookBufferProps } from '../../src';

jest.setTimeout(60_000);

const WEBHOOKS = 40;
const GROUPS = 10;

let system: System;

afterEach(() => system.stop());

/** Posts numbered webhooks, one after another, so that the order of acceptance is known; spread over groups. */
async function postAll(): Promise<void> {
  for (let number = 0; number < WEBHOOKS; number += 1) {
    await system.accept(`/${number % GROUPS}`, { type: 'text/plain', headers: { 'X-Group': String(number % GROUPS) }, body: String(number) });
  }
}

const NUMBERS = Array.from({ length: WEBHOOKS }, (_, number) => String(number));

/** @param limit until so many requests were there at once, each of them takes long, so that a forwarder that starts slowly is in time */
async function deliverAll(props: Partial<WebhookBufferProps>, limit: number): Promise<void> {
  system = await System.start(props, { backend: { behaviour: () => ({ delayMillis: system.backend.highestConcurrency < limit ? 1_500 : 150 }) } });
  await postAll();
  await system.drained();
}

function expectOrderInGroups(): void {
  for (let group = 0; group < GROUPS; group += 1) {
    expect(bodies(system.requests(`/${group}`))).toEqual(NUMBERS.filter(number => Number(number) % GROUPS === group));
  }
}

describe('P3, P4: the backend sees as many requests at once as the throttle says, never more, and each group in order', () => {
  test.each([
    [4, undefined],
    [6, { groupsInParallel: 3 }],
  ])('Throttle.concurrency(%i, %j)', async (limit, options) => {
    await deliverAll({ throttle: Throttle.concurrency(limit, options), grouping: MessageGrouping.header('X-Group') }, limit);
    expect(system.backend.highestConcurrency).toBe(limit);
    expectOrderInGroups();
  });

  test('Throttle.serial(): one at a time, in the order of acceptance', async () => {
    await deliverAll({ throttle: Throttle.serial() }, 1);
    expect(system.backend.highestConcurrency).toBe(1);
    expect(bodies(system.requests())).toEqual(NUMBERS);
  });

  test('a standard queue, which keeps no order', async () => {
    await deliverAll({ throttle: Throttle.concurrency(4), fifo: false, grouping: MessageGrouping.header('X-Group') }, 4);
    expect(system.backend.highestConcurrency).toBe(4);
    expect(bodies(system.requests()).sort()).toEqual([...NUMBERS].sort());
  });
});

test('F33: on a standard queue a failing webhook holds up no other of its group', async () => {
  let attempts = 0;
  system = await System.start({ fifo: false, grouping: MessageGrouping.constant('all') }, {
    backend: {
      behaviour: ({ body }) => {
        if (body.toString() !== 'failing') return {};
        attempts += 1;
        return { status: attempts <= 3 ? 503 : 200 };
      },
    },
  });
  await system.accept('/', { body: 'failing' });
  for (let number = 1; number <= 5; number += 1) await system.accept('/', { body: String(number) });
  await system.drained();
  const seen = bodies(system.requests());
  expect(seen.filter(body => body === 'failing')).toHaveLength(4);
  expect(seen.at(-1)).toBe('failing');
  expect(seen.filter(body => body !== 'failing').sort()).toEqual(['1', '2', '3', '4', '5']);
});
