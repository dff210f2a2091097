import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { target } from './support';
import {
  MessageDeduplication, MessageGrouping, MissingGroup, RetryPolicy, Throttle, WebhookBuffer, type WebhookBufferProps, WebhookTarget,
} from '../../src';

const make = (props: Partial<WebhookBufferProps>) => () => new WebhookBuffer(new Stack(new App(), 'Shop'), 'Orders', { target, ...props });

describe('F35: a message says where, what was given and what is allowed', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a concurrency that Lambda does not have', () => Throttle.concurrency(1), /Throttle\.concurrency: 1 is not possible.*use Throttle\.serial\(\)/],
    ['a concurrency above what can be split', () => Throttle.concurrency(10_001), /10001 is not possible: a whole number from 2 to 10000/],
    ['more groups than leave two invocations', () => Throttle.concurrency(9, { groupsInParallel: 5 }), /groupsInParallel: 5 .*from 1 to 4/],
    ['half a request', () => Throttle.concurrency(2.5), /2\.5 is not possible/],
    ['a concurrency that is not known yet', () => Throttle.concurrency(Lazy.number({ produce: () => 3 })), /a token is not possible/],
    ['serial with a grouping', make({ throttle: Throttle.serial(), grouping: MessageGrouping.header('X') }), /Shop\/Orders: grouping: .*one group/],
    ['serial on a standard queue', make({ throttle: Throttle.serial(), fifo: false }), /Shop\/Orders: throttle: .*FIFO/],
    ['deduplication on a standard queue', make({ fifo: false, deduplication: MessageDeduplication.content() }), /deduplication: .*FIFO/],
    ['content of webhooks that are not grouped', make({ deduplication: MessageDeduplication.content() }), /compares within a group/],
    ['rejection on a standard queue', make({ fifo: false, grouping: MessageGrouping.header('X', { whenMissing: MissingGroup.REJECT }) }), /REJECT/],
    ['a reservation below the concurrency', make({ throttle: Throttle.concurrency(11), reservedConcurrentExecutions: 10 }),
      /reservedConcurrentExecutions: 10 is not possible: a whole number from 11/],
    ['a reservation and none', make({ reserveConcurrency: false, reservedConcurrentExecutions: 10 }), /reserveConcurrency is false/],
    ['a visibility below the function\'s timeout', make({ visibilityTimeout: Duration.seconds(49) }), /visibilityTimeout: "49 seconds".*50 seconds, to 12 hours/],
    ['a visibility above 12 hours', make({ visibilityTimeout: Duration.hours(13) }), /visibilityTimeout: "13 hours"/],
    ['a function that has no time for one attempt', make({ forwarderTimeout: Duration.seconds(22) }), /forwarderTimeout: .*one attempt of the target needs 23 seconds/],
    ['a function above 15 minutes', make({ forwarderTimeout: Duration.minutes(16) }), /Lambda allows 15 minutes/],
    ['a timeout that is not known yet', make({ forwarderTimeout: Duration.seconds(Lazy.number({ produce: () => 30 })) }), /known at synthesis/],
    ['attempts that vanish within the day', make({ attemptRetention: Duration.hours(1) }), /attemptRetention: "1 hour".*at least 1 day/],
    ['a stage name with a slash', make({ stageName: 'a/b' }), /stageName: "a\/b"/],
    ['no webhooks a second', make({ doorRateLimit: 0 }), /doorRateLimit: 0 .*above 0/],
    ['a rate without end', make({ doorRateLimit: Infinity }), /doorRateLimit: Infinity .*above 0/],
    ['half a webhook', make({ doorBurstLimit: 2.5 }), /doorBurstLimit: 2\.5 .*whole number/],
    ['half a second', make({ forwarderTimeout: Duration.millis(30_500) }), /forwarderTimeout: "30 seconds 500 millis" .*whole seconds/],
    ['a reservation that is not known yet', make({ reservedConcurrentExecutions: Lazy.number({ produce: () => 3 }) }), /reservedConcurrentExecutions: "a token"/],
    ['no target', make({ target: undefined }), /target: "nothing" .*WebhookTarget\.http/],
    ['an id whose outputs would be those of another buffer', () => {
      const stack = new Stack(new App(), 'Shop');
      for (const id of ['Orders', 'OrdersQueue']) new WebhookBuffer(stack, id, { target });
    }, /Shop\/OrdersQueue: id: .*OrdersQueueUrl would be that of the buffer Orders/],
    ['an id of which nothing is left', () => new WebhookBuffer(new Stack(new App(), 'Shop'), '\u8ba2\u5355', { target }), /id: .*ASCII/],
    ['a burst below zero', make({ doorBurstLimit: -1 }), /doorBurstLimit: -1/],
    ['a path without a slash', make({ path: 'github' }), /path: "github"/],
    ['an empty segment', make({ path: '/a//b' }), /path: "\/a\/\/b"/],
    ['a path that would break out of the template', make({ path: '/a"b' }), /path: /],
    ['a segment that leads up', make({ path: '/..' }), /path: "\/\.\."/],
    ['a segment that API Gateway does not take', make({ path: '/~orders' }), /path: /],
    ['a parameter twice', make({ path: '/{id}/{id}' }), /each parameter has a name of its own/],
    ['the parameter of the door', make({ path: '/o/{below}' }), /\{below\} is the door's/],
    ['a path parameter that the route has not', make({ path: '/orders', grouping: MessageGrouping.pathParameter('orderId') }), /must have a segment \{orderId\}/],
    ['a malformed JSON path', () => MessageGrouping.jsonPath('order.id'), /MessageGrouping\.jsonPath: "order\.id" is not possible: a path of names/],
    ['a JSON path with a filter', () => MessageGrouping.jsonPath('$.orders[?(@.id)]'), /is not possible/],
    ['a JSON path that descends', () => MessageDeduplication.jsonPath('$..id'), /MessageDeduplication\.jsonPath/],
    ['a JSON path that would break out', () => MessageGrouping.jsonPath("$.a')#set($x = 1)"), /is not possible/],
    ['a header name with a blank', () => MessageGrouping.header('X Order'), /MessageGrouping\.header: "X Order"/],
    ['a query name that would break out', () => MessageDeduplication.query("a')"), /MessageDeduplication\.query/],
    ['a name that is not known yet', () => MessageGrouping.header(Lazy.string({ produce: () => 'x' })), /a token is not possible/],
    ['a parameter with a dash', () => MessageGrouping.pathParameter('order-id'), /MessageGrouping\.pathParameter/],
    ['a constant group with a blank', () => MessageGrouping.constant('a b'), /MessageGrouping\.constant/],
    ['a target that is not https', () => WebhookTarget.http('http://backend.example.com'), /http: only with allowHttp/],
    ['a target that is no URL', () => WebhookTarget.http('backend.example.com/hooks'), /an absolute https: URL/],
    ['a target that is not https before a token', () => WebhookTarget.http(`http://${Lazy.string({ produce: () => 'x' })}/hooks`), /http: only with allowHttp/],
    ['a target with credentials before a token', () => WebhookTarget.http(`https://user:secret@${Lazy.string({ produce: () => 'x' })}/`),
      /a URL with credentials/],
    ['a target at port 0', () => WebhookTarget.http('https://backend.example.com:0/'), /an absolute https: URL/],
    ['a target with a query', () => WebhookTarget.http('https://backend.example.com/?a=1'), /without credentials, query or fragment/],
    ['a target of another protocol', () => WebhookTarget.http('ftp://backend.example.com', { allowHttp: true }), /http: or https:/],
    ['a forwarded header that each request has of its own', () => WebhookTarget.http('https://b.example.com', { forwardHeaders: ['Host'] }), /forwardHeaders: "Host"/],
    ['no time for an attempt', () => WebhookTarget.http('https://b.example.com', { timeout: Duration.seconds(0) }), /timeout: "0 seconds"/],
    ['more time than an invocation has', () => WebhookTarget.http('https://b.example.com', { timeout: Duration.minutes(15) }), /at most 14 minutes/],
    ['a part that takes longer than the whole', () => WebhookTarget.http('https://b.example.com', { timeout: Duration.seconds(5), connectTimeout: Duration.seconds(6) }),
      /connectTimeout: "6 seconds".*at most 5 seconds/],
    ['a target timeout that is not known yet', () => WebhookTarget.http('https://b.example.com', { timeout: Duration.seconds(Lazy.number({ produce: () => 1 })) }), /a token/],
    ['a first wait below a second', () => RetryPolicy.exponential({ initialDelay: Duration.millis(500) }), /initialDelay: .*1 second to maxAge/],
    ['a first wait beyond the age', () => RetryPolicy.exponential({ initialDelay: Duration.days(4), maxDelay: Duration.days(4) }), /initialDelay: "4 days".*259200 seconds/],
    ['a longest wait below the first', () => RetryPolicy.exponential({ initialDelay: Duration.minutes(2), maxDelay: Duration.minutes(1) }), /maxDelay: .*120 seconds/],
    ['retries beyond the retention', () => RetryPolicy.exponential({ maxAge: Duration.days(14) }), /maxAge: "14 days".*13 days/],
    ['no attempt at all', () => RetryPolicy.exponential({ maxAttempts: 0 }), /maxAttempts: 0 .*from 1 to 1000/],
    ['a wait that is not known yet', () => RetryPolicy.exponential({ maxAge: Duration.days(Lazy.number({ produce: () => 1 })) }), /a token/],
  ])('%s', (_name, act, message) => {
    expect(act).toThrow(message);
  });
});

test('credentials in a target\'s URL are refused without being repeated', () => {
  let message = '';
  try {
    WebhookTarget.http('http://user:hunter2@backend.example.com');
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(/a URL with credentials/);
  expect(message).not.toContain('hunter2');
});

test('a limit that is known only at deployment is not judged', () => {
  const stack = new Stack(new App(), 'Shop');
  const doorRateLimit = new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber;
  expect(() => new WebhookBuffer(stack, 'Orders', { target, doorRateLimit })).not.toThrow();
});

describe('routes that API Gateway could not tell apart', () => {
  const buffer = make({ path: '/orders' })();

  test.each([
    ['/orders', /a path that has no route yet/],
    ['/orders/', /a path that has no route yet/],
    ['/orders/{id}', /one parameter below \/orders, and the route \/orders has \{below\+\} there/],
  ])('%s', (path, message) => {
    expect(() => buffer.addRoute(path)).toThrow(message);
  });

  test('two names for one parameter', () => {
    buffer.addRoute('/refunds/{id}');
    expect(() => buffer.addRoute('/refunds/{refundId}/items')).toThrow(/the route \/refunds\/\{id\} has \{id\} there/);
    expect(() => buffer.addRoute('/refunds/{id}/items')).not.toThrow();
  });
});
