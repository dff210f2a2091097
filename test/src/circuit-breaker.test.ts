import { Duration, Lazy } from 'aws-cdk-lib';
import { configurationOf, synthesize } from './support';
import { CircuitBreaker } from '../../src';

const configured = (circuitBreaker?: CircuitBreaker): unknown => configurationOf(synthesize({ circuitBreaker }).template);

test('a buffer has a circuit breaker unless its owner does without', () => {
  expect(configured()).toMatchObject({ circuitBreaker: { failuresInARow: 10, firstOpenSeconds: 30, longestOpenSeconds: 600 } });
  expect(configured(CircuitBreaker.none())).not.toHaveProperty('circuitBreaker');
});

test('its owner decides when it opens and for how long', () => {
  const circuitBreaker = CircuitBreaker.standard({ failuresInARow: 25, firstOpenTime: Duration.seconds(10), longestOpenTime: Duration.hours(1) });
  expect(configured(circuitBreaker)).toMatchObject({ circuitBreaker: { failuresInARow: 25, firstOpenSeconds: 10, longestOpenSeconds: 3600 } });
});

test('the first time is never above the longest', () => {
  const circuitBreaker = CircuitBreaker.standard({ longestOpenTime: Duration.seconds(20) });
  expect(configured(circuitBreaker)).toMatchObject({ circuitBreaker: { firstOpenSeconds: 20, longestOpenSeconds: 20 } });
});

test('an alarm lasts as long as the target is down', () => {
  const { template, buffer } = synthesize({ circuitBreaker: CircuitBreaker.standard({ longestOpenTime: Duration.minutes(20) }) });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'WebhookBuffer', MetricName: 'CircuitOpened', Period: 1500, Statistic: 'Sum', Threshold: 1 });
  expect(buffer.alarms.circuitOpen).toBeDefined();
  expect(synthesize({ circuitBreaker: CircuitBreaker.none() }).buffer.alarms.circuitOpen).toBeUndefined();
});

test.each<[string, Parameters<typeof CircuitBreaker.standard>[0], RegExp]>([
  ['a single failure', { failuresInARow: 1 }, /failuresInARow: 1 is not possible: a whole number from 3 to 1000/],
  ['a wait that wears out receives', { firstOpenTime: Duration.seconds(4) }, /firstOpenTime: "4 seconds" is not possible: 5 seconds to 10 minutes/],
  ['a first wait above the longest', { firstOpenTime: Duration.minutes(11) }, /firstOpenTime: "11 minutes" is not possible: 5 seconds to 10 minutes/],
  ['a wait longer than SQS can hide', { longestOpenTime: Duration.hours(13) }, /longestOpenTime: "13 hours" is not possible: 5 seconds to 12 hours/],
  ['a wait that is not known yet', { longestOpenTime: Duration.seconds(Lazy.number({ produce: () => 60 })) }, /longestOpenTime: a token is not possible/],
])('%s is refused', (_, options, message) => {
  expect(() => CircuitBreaker.standard(options)).toThrow(message);
});
