import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { configurationOf, synthesize } from './support';
import { MessageDeduplication, MessageGrouping, WebhookSource } from '../../src';

const window = Duration.days(3);
const ID = MessageDeduplication.header('X-Id');

test('the forwarder is told the window of a route whose webhooks have an id', () => {
  const made = synthesize({ source: WebhookSource.github(), idempotencyWindow: window });
  made.buffer.addRoute('/stripe', { source: WebhookSource.stripe(), idempotencyWindow: Duration.hours(1) });
  made.buffer.addRoute('/same');
  made.buffer.addRoute('/none', { idempotencyWindow: Duration.seconds(0) });
  expect((configurationOf(made.template) as { routes: object }).routes).toEqual({
    '/': { idempotencyWindowSeconds: 259_200 }, '/stripe': { idempotencyWindowSeconds: 3_600 }, '/same': { idempotencyWindowSeconds: 259_200 }, '/none': {},
  });
});

test('there is none by default', () => {
  expect(configurationOf(synthesize({ deduplication: ID }).template)).toMatchObject({ routes: { '/': {} } });
});

test.each<[string, object, RegExp]>([
  ['one that SQS sees to already', { deduplication: ID, idempotencyWindow: Duration.minutes(5) }, /idempotencyWindow: "5 minutes" is not possible: zero, or more than the 5 minutes of SQS and at most attemptRetention, 30 days/],
  ['one that outlives the attempt log', { deduplication: ID, idempotencyWindow: Duration.days(8), attemptRetention: Duration.days(7) }, /at most attemptRetention, 7 days/],
  ['one on a standard queue', { fifo: false, idempotencyWindow: window }, /idempotencyWindow: "3 days" is not possible: only a FIFO queue/],
])('refused: %s', (_, props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

test.each([MessageDeduplication.none(), MessageDeduplication.content()])('a warning tells where webhooks have no id', deduplication => {
  const { template, stack } = synthesize({ grouping: MessageGrouping.header('X-Group'), deduplication, idempotencyWindow: window });
  expect((configurationOf(template) as { routes: object }).routes).toEqual({ '/': {} });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('route /: idempotencyWindow has no effect, since its webhooks have no id'));
});
