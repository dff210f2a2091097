import { Duration } from 'aws-cdk-lib';
import { headerValues, System } from './support/system';
import type { BackendRequest } from '../../cli/local/backend/backend';
import { Acknowledgement, MessageGrouping, RetryPolicy } from '../../src';

jest.setTimeout(60_000);

let system: System;

beforeAll(async () => {
  system = await System.start({
    path: '/github',
    grouping: MessageGrouping.header('X-Group'),
    retryPolicy: RetryPolicy.exponential({ initialDelay: Duration.seconds(1), maxAttempts: 3 }),
  }, {
    routes: {
      '/accepted': { acknowledgement: Acknowledgement.accepted() },
      '/no-content': { acknowledgement: Acknowledgement.noContent() },
      '/orders/{orderId}': { grouping: MessageGrouping.pathParameter('orderId') },
      '/shops/{shop}/orders/{orderId}': { grouping: MessageGrouping.pathParameter('shop') },
      '/once': { retryPolicy: RetryPolicy.exponential({ maxAttempts: 1 }) },
    },
    backend: { behaviour: ({ url }) => url.includes('fail') ? { status: 500 } : {} },
  });
});
afterAll(() => system.stop());

const groupOf = (request: BackendRequest): string => headerValues(request, 'webhook-buffer-group')[0];

describe('P1: a route answers a webhook that is queued', () => {
  test('200 with the message id, as by default', async () => {
    const { status, headers, body } = await system.post('/github');
    expect([status, headers.get('content-type'), JSON.parse(body)]).toEqual([200, 'application/json', { status: 'accepted', messageId: system.accepted.at(-1)?.messageId }]);
  });

  test('202 with the message id', async () => {
    const { status, body } = await system.post('/accepted');
    expect([status, JSON.parse(body)]).toEqual([202, { status: 'accepted', messageId: system.accepted.at(-1)?.messageId }]);
  });

  test('204 without a body', async () => {
    const { status, body } = await system.post('/no-content');
    expect([status, body]).toEqual([204, '']);
  });

  test('also to a sender that takes binary answers only', async () => {
    const { status, body } = await system.post('/github', { headers: { Accept: 'application/octet-stream' } });
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'accepted', messageId: expect.any(String) }]);
  });
});

describe('P2: the backend sees the path', () => {
  test.each<[string, string]>([
    ['/github', 'github'],
    ['/github/', 'github'],
    ['/github/deep/er?x=1', 'github'],
    ['/orders/1042', '1042'],
    ['/orders/1042/', '1042'],
    ['/orders/1042/items/7', '1042'],
    ['/orders/a%2Fb/items', 'a%2Fb'],
    ['/shops/1/orders/2/lines', '1'],
    ['/orders/orders/orders', 'orders'],
  ])('as it was sent, and not the parameters of the route: %s', async (path, group) => {
    const messageId = await system.accept(path, { headers: { 'X-Group': 'github' } });
    await system.drained();
    const [request] = system.requests().filter(candidate => headerValues(candidate, 'webhook-buffer-id').includes(messageId));
    expect(request.url).toBe(`/hooks${path}`);
    expect(decodeURIComponent(decodeURIComponent(groupOf(request)))).toBe(decodeURIComponent(group));
  });
});

test('P5: a route gives up as its own retry policy says, and the others as that of the buffer', async () => {
  const once = await system.accept('/once/fail');
  const thrice = await system.accept('/github/fail', { headers: { 'X-Group': 'fail' } });
  await system.drained();
  expect((await system.attempts(once)).map(({ status, route }) => [status, route])).toEqual([['EXHAUSTED', '/once']]);
  expect((await system.attempts(thrice)).map(({ status }) => status)).toEqual(['RETRY', 'RETRY', 'EXHAUSTED']);
});
