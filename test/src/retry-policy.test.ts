import { Duration, Lazy } from 'aws-cdk-lib';
import { configurationOf, synthesize } from './support';
import { RetryPolicy } from '../../src';

const retryOf = (retryPolicy: RetryPolicy): unknown => (configurationOf(synthesize({ retryPolicy }).template) as { retry: unknown }).retry;
const DAY = 86_400;
const delays = [Duration.seconds(10), Duration.minutes(1)];

describe('a list of waits', () => {
  test('ends with one attempt more than it has waits, whatever the age', () => {
    expect(retryOf(RetryPolicy.schedule(delays))).toEqual({
      initialDelaySeconds: 5, maxDelaySeconds: 3600, delaysSeconds: [10, 60], maxAgeSeconds: 13 * DAY, maxAttempts: 3,
    });
  });

  test('may repeat its last wait, for three days or as long as it is itself', () => {
    expect(retryOf(RetryPolicy.schedule(delays, { repeatLast: true }))).toEqual({
      initialDelaySeconds: 5, maxDelaySeconds: 3600, delaysSeconds: [10, 60], maxAgeSeconds: 3 * DAY,
    });
    expect(retryOf(RetryPolicy.schedule([Duration.days(5)], { repeatLast: true }))).toMatchObject({ maxAgeSeconds: 5 * DAY });
    expect(retryOf(RetryPolicy.schedule(delays, { repeatLast: true, maxAge: Duration.hours(2) }))).toMatchObject({ maxAgeSeconds: 7200 });
  });

  test('is that of Standard Webhooks as a preset', () => {
    expect(retryOf(RetryPolicy.standardWebhooks())).toMatchObject({ delaysSeconds: [5, 300, 1800, 7200, 18_000, 36_000, 36_000], maxAttempts: 8 });
  });

  test('can be empty only by name', () => {
    expect(retryOf(RetryPolicy.none())).toMatchObject({ maxAttempts: 1 });
    expect(() => RetryPolicy.schedule([])).toThrow('RetryPolicy.schedule: delays: "0 waits" is not possible: 1 to 50');
  });

  test.each<[string, () => unknown, RegExp]>([
    ['more waits than fit', () => RetryPolicy.schedule(Array<Duration>(51).fill(Duration.seconds(1))), /"51 waits" .*1 to 50/],
    ['a wait below a second', () => RetryPolicy.schedule([Duration.seconds(1), Duration.millis(500)]), /delays\[1\]: "500 millis" .*1 second to 13 days/],
    ['waits that are longer than SQS keeps a message', () => RetryPolicy.schedule([Duration.days(7), Duration.days(7)]), /"1209600 seconds in all" .*1123200 seconds/],
    ['waits beyond the age', () => RetryPolicy.schedule(delays, { maxAge: Duration.seconds(69) }), /"70 seconds in all" .*at most maxAge, 69 seconds/],
    ['an age beyond the retention', () => RetryPolicy.schedule(delays, { maxAge: Duration.days(14) }), /RetryPolicy\.schedule: maxAge: "14 days"/],
    ['a wait that is not known yet', () => RetryPolicy.schedule([Duration.seconds(Lazy.number({ produce: () => 1 }))]), /delays\[0\]: a token is not possible/],
  ])('is refused with %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
