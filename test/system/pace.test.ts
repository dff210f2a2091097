import { Duration } from 'aws-cdk-lib';
import { System, type SystemOptions } from './support/system';
import { MessageGrouping, RetryPolicy, Throttle, WebhookTarget, type WebhookBufferProps } from '../../src';

jest.setTimeout(120_000);

const WEBHOOKS = 40;
const GROUPS = 8;
/** The backend's clock is not the one that the forwarder measures by. */
const CLOCK_MILLIS = 5;

let system: System;

afterEach(() => system.stop());

/** When requests came in, counted from before the first webhook was sent; however slow this machine is, none comes before it starts. */
async function arrivals(props: Partial<WebhookBufferProps>, options: SystemOptions = {}): Promise<number[]> {
  const came: number[] = [];
  system = await System.start({ grouping: MessageGrouping.header('X-Group'), ...props }, {
    ...options,
    backend: { behaviour: () => ({ status: came.push(Date.now()) % 5 === 0 ? 503 : 200 }) },
  });
  const begin = Date.now();
  for (let number = 0; number < WEBHOOKS; number += 1) await system.accept('/', { headers: { 'X-Group': String(number % GROUPS) } });
  await system.drained();
  return came.map(at => at - begin);
}

/** A pace that each invocation keeps from its first moment on lets no request start ahead of the rate. */
function expectWithin(rate: number, came: readonly number[]): void {
  const early = came.filter((millis, index) => index + 1 > rate * (millis + CLOCK_MILLIS) / 1000);
  expect({ requests: came.length, early }).toEqual({ requests: came.length, early: [] });
}

describe('P4: the backend sees no more requests per second than the throttle says, retries included', () => {
  const retryPolicy = RetryPolicy.exponential({ initialDelay: Duration.seconds(1) });

  test('from several invocations, each with groups in parallel', async () => {
    const came = await arrivals({ throttle: Throttle.concurrency(6, { maxPerSecond: 20, groupsInParallel: 2 }), retryPolicy });
    expect(came.length).toBeGreaterThan(WEBHOOKS);
    expectWithin(20, came);
  });

  test('one after another', async () => {
    const came = await arrivals({ throttle: Throttle.serial({ maxPerSecond: 20 }), grouping: undefined, retryPolicy });
    expect(came.length).toBeGreaterThan(WEBHOOKS);
    expectWithin(20, came);
  });

  test('from invocations that are killed, and those that come in their place', async () => {
    let invocations = 0;
    const target = WebhookTarget.http('https://orders.example.com/hooks', { timeout: Duration.seconds(2) });
    const came = await arrivals({ target, throttle: Throttle.concurrency(3, { maxPerSecond: 20 }), retryPolicy }, {
      // Killed at some time in the middle of their requests.
      onInvoke: invocation => { if (++invocations % 3 === 0) setTimeout(() => invocation.kill(), 200 + 70 * invocations % 500); },
    });
    expect(system.problems.length).toBeGreaterThan(0);
    expectWithin(20, came);
  });
});
