import { Duration } from 'aws-cdk-lib';
import { bodies, headerValues, System, type Posted } from './support/system';
import { MessageDeduplication, MessageGrouping, MissingGroup } from '../../src';

jest.setTimeout(60_000);

let system: System;

afterAll(() => system.stop());

const byHeader = (whenMissing: MissingGroup): MessageGrouping => MessageGrouping.header('X-Group', { whenMissing });
const LONG = `${'h'.repeat(64)}${'m'.repeat(50)}${'t'.repeat(63)}`;

describe('the group of a webhook', () => {
  beforeAll(async () => {
    system = await System.start({ path: '/request' }, {
      routes: {
        '/header': { grouping: MessageGrouping.header('X-Group') },
        '/query': { grouping: MessageGrouping.query('order') },
        '/orders/{orderId}': { grouping: MessageGrouping.pathParameter('orderId') },
        '/json': { grouping: MessageGrouping.jsonPath('$.order.id') },
        '/list': { grouping: MessageGrouping.jsonPath("$.items[0]['sku-no']") },
        '/address': { grouping: MessageGrouping.sourceAddress() },
        '/constant': { grouping: MessageGrouping.constant('all') },
        '/missing/own': { grouping: byHeader(MissingGroup.OWN_GROUP) },
        '/missing/shared': { grouping: byHeader(MissingGroup.SHARED_GROUP) },
        '/missing/address': { grouping: byHeader(MissingGroup.SOURCE_ADDRESS) },
        '/missing/reject': { grouping: byHeader(MissingGroup.REJECT) },
      },
    });
  });

  /** The group id that SQS got. */
  async function groupOf(path: string, posted?: Posted): Promise<string | undefined> {
    const messageId = await system.accept(path, posted);
    return system.accepted.find(event => event.messageId === messageId)?.group;
  }

  test.each<[string, string, string, Posted]>([
    ['a header', '/header', 'octo-org%2Fhello+world', { headers: { 'X-Group': 'octo-org/hello world' } }],
    ['a header in another case', '/header', 'a', { headers: { 'x-gROUP': 'a' } }],
    ['a header that tries to break out', '/header', '%22%2C%22MessageGroupId%22%3A%22x', { headers: { 'X-Group': '","MessageGroupId":"x' } }],
    ['a value that is too long, by head and tail', '/header', `${'h'.repeat(64)}~${'t'.repeat(63)}`, { headers: { 'X-Group': LONG } }],
    ['a query parameter', '/query?order=7%2F8', '7%2F8', {}],
    ['a segment of the path', '/orders/1042', '1042', {}],
    ['a segment of the path of a webhook below it', '/orders/1042/items/9?x=1', '1042', {}],
    ['text in JSON', '/json', 'A-1', { body: '{"order":{"id":"A-1"}}' }],
    ['a number in JSON', '/json', '12', { body: '{"order":{"id":12}}' }],
    ['a boolean in JSON', '/json', 'true', { body: '{"order":{"id":true}}' }],
    ['JSON under another type', '/json', 'c', { type: 'application/cloudevents+json', body: '{"order":{"id":"c"}}' }],
    ['an item of a list in JSON', '/list', 's', { body: '{"items":[{"sku-no":"s"},{"sku-no":"t"}]}' }],
    ["the sender's address", '/address', '~127.0.0.1', {}],
    ['a constant', '/constant', 'all', {}],
  ])('comes from %s', async (_what, path, group, posted) => {
    expect(await groupOf(path, posted)).toBe(group);
  });

  test.each<[string, string, RegExp, Posted]>([
    ['its own group', '/missing/own', /^~[\w+/]+=*$/, {}],
    ['a group that is shared', '/missing/shared', /^~shared$/, {}],
    ["the sender's group", '/missing/address', /^~127\.0\.0\.1$/, {}],
    ['its own group where the header is empty', '/missing/own', /^~[\w+/]+=*$/, { headers: { 'X-Group': '' } }],
    ['its own group where only a parameter has the name of the header', '/missing/own?X-Group=a', /^~[\w+/]+=*$/, {}],
    ['its own group where JSON lacks the value', '/json', /^~[\w+/]+=*$/, { body: '{"order":{}}' }],
    ['its own group where the value is null', '/json', /^~[\w+/]+=*$/, { body: '{"order":{"id":null}}' }],
    ['its own group where the value is an object', '/json', /^~[\w+/]+=*$/, { body: '{"order":{"id":{"a":1}}}' }],
    ['its own group where the value is a list', '/json', /^~[\w+/]+=*$/, { body: '{"order":{"id":[1]}}' }],
    ['its own group where the body is a form', '/json', /^~[\w+/]+=*$/, { type: 'application/x-www-form-urlencoded', body: 'order=1' }],
    ['its own group where the body is binary', '/json', /^~[\w+/]+=*$/, { type: 'application/octet-stream', body: '{"order":{"id":1}}' }],
  ])('that is missing is %s, and the backend is told', async (_what, path, group, posted) => {
    const messageId = await system.accept(path, posted);
    expect(system.accepted.find(event => event.messageId === messageId)?.group).toMatch(group);
    await system.drained();
    const request = system.requests().find(candidate => headerValues(candidate, 'webhook-buffer-id').includes(messageId));
    expect(request && headerValues(request, 'webhook-buffer-flags')).toEqual(['groupMissing']);
  });

  test('that is missing can be refused: 400, and nothing is queued', async () => {
    const before = system.accepted.length;
    expect((await system.post('/missing/reject')).status).toBe(400);
    expect(system.accepted).toHaveLength(before);
  });

  test('is one of its own for each webhook by default', async () => {
    const groups = [await groupOf('/request'), await groupOf('/request'), await groupOf('/missing/own'), await groupOf('/missing/own')];
    expect(new Set(groups).size).toBe(4);
  });

  test('is told to the backend', async () => {
    await system.accept('/header/told', { headers: { 'X-Group': 'octo-org/hello' } });
    await system.drained();
    expect(system.requests('/header/told').map(request => headerValues(request, 'webhook-buffer-group'))).toEqual([['octo-org%2Fhello']]);
  });
});

describe('a webhook that comes twice', () => {
  beforeAll(async () => {
    await system.stop();
    system = await System.start({ path: '/none', grouping: MessageGrouping.constant('all') }, {
      routes: {
        '/header': { deduplication: MessageDeduplication.header('X-Delivery') },
        '/query': { deduplication: MessageDeduplication.query('delivery') },
        '/json': { deduplication: MessageDeduplication.jsonPath('$.id') },
        '/content': { deduplication: MessageDeduplication.content() },
        '/other-header': { deduplication: MessageDeduplication.header('X-Delivery') },
        '/window': { deduplication: MessageDeduplication.header('X-Delivery'), idempotencyWindow: Duration.hours(1) },
        '/ungrouped': { grouping: MessageGrouping.perRequest(), deduplication: MessageDeduplication.header('X-Delivery') },
      },
    });
  });

  const delivery = (id: string, body: string): Posted => ({ headers: { 'X-Delivery': id }, body });

  test.each<[string, string, string[], Array<[path: string, posted: Posted]>]>([
    ['by header', '/header', ['first', 'other'], [
      ['/header', delivery('1', 'first')], ['/header', { headers: { 'x-DELIVERY': '1' }, body: 'repeat' }], ['/header', delivery('2', 'other')],
    ]],
    ['by query', '/query', ['first', 'other'], [
      ['/query?delivery=1', { body: 'first' }], ['/query?x=1&delivery=1', { body: 'repeat' }], ['/query?delivery=2', { body: 'other' }],
    ]],
    ['by JSON path', '/json', ['{"id":1}', '{"id":2}'], [
      ['/json', { body: '{"id":1}' }], ['/json', { body: '{"id":1,"repeat":1}' }], ['/json', { body: '{"id":2}' }],
    ]],
    ['by content', '/content', ['same', 'other'], [
      ['/content', { body: 'same', headers: { 'X-A': '1' } }], ['/content?b=1', { body: 'same' }], ['/content', { body: 'other' }],
    ]],
  ])('is delivered once: %s', async (_what, path, arrive, posts) => {
    const messageIds: string[] = [];
    for (const [target, posted] of posts) messageIds.push(await system.accept(target, posted));
    await system.drained();
    expect(bodies(system.requests(path))).toEqual(arrive);
    expect(messageIds[1]).toBe(messageIds[0]);
    expect(messageIds[2]).not.toBe(messageIds[0]);
  });

  test.each<[string, string, Posted]>([
    ['without the id', '/header/without', {}],
    ['with an id that is too long to be kept apart', '/header/long', delivery('x'.repeat(130), '{}x')],
  ])('is taken for two webhooks, and the backend is told: %s', async (_what, path, posted) => {
    for (let count = 0; count < 2; count += 1) await system.accept(path, posted);
    await system.drained();
    expect(system.requests(path).map(request => headerValues(request, 'webhook-buffer-flags'))).toEqual([['deduplicationMissing'], ['deduplicationMissing']]);
  });

  test('is delivered twice where nothing is said about duplicates', async () => {
    for (let count = 0; count < 2; count += 1) await system.accept('/none', { body: 'same' });
    await system.drained();
    expect(bodies(system.requests('/none'))).toEqual(['same', 'same']);
  });

  test('is delivered twice where it comes by two routes', async () => {
    await system.accept('/header/two-routes', delivery('5', 'one'));
    await system.accept('/other-header', delivery('5', 'two'));
    await system.drained();
    expect(bodies([...system.requests('/header/two-routes'), ...system.requests('/other-header')])).toEqual(['one', 'two']);
  });

  test.each([['/window', ['first']], ['/header/later', ['first', 'repeat']]])('is delivered once more after five minutes, unless a window says otherwise: %s', async (path, arrive) => {
    const first = await system.accept(path, delivery('late', 'first'));
    await system.drained();
    sixMinutesLater();
    const second = await system.accept(path, delivery('late', 'repeat'));
    await system.drained();
    expect(second).not.toBe(first);
    expect(bodies(system.requests(path))).toEqual(arrive);
    expect((await system.attempts(second)).map(({ status, duplicateOf }) => [status, duplicateOf])).toEqual([arrive.length === 1 ? ['DUPLICATE', first] : ['DELIVERED', undefined]]);
  });

  function sixMinutesLater(): void {
    let passed = false;
    system.clock.after(6 * 60_000, () => { passed = true; });
    while (!passed) system.clock.jump();
  }

  test('is delivered once also where each webhook has a group of its own', async () => {
    for (const body of ['first', 'repeat']) await system.accept('/ungrouped', delivery('1', body));
    await system.drained();
    expect(bodies(system.requests('/ungrouped'))).toEqual(['first']);
  });
});
