import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DynaliteTable } from './support/dynalite-table';
import { DELIVERED, Harness, UNAVAILABLE } from './support/harness';
import { record } from './support/records';
import { DynamoDbAttemptTable } from '../../lambda/forwarder/attempts/dynamodb-table';
import type { HeadFacts, StoredAttempt } from '../../lambda/forwarder/ports';
import { ATTEMPT_TABLE, headStatusIndexKey, statusShard, type HeadState } from '../../src/contract/attempt-table';

let engine: DynaliteTable;
let table: DynamoDbAttemptTable;
let serial = 0;
let messageId: string;

beforeAll(async () => {
  engine = await DynaliteTable.start();
  table = new DynamoDbAttemptTable(engine.client, engine.name);
});
afterAll(() => engine.stop());
beforeEach(() => { messageId = `m${++serial}`; });

const attempt = (startedAt: string, given: Partial<StoredAttempt> = {}): StoredAttempt => ({
  pk: `M#${messageId}`,
  sk: `A#${startedAt}#12345678`,
  messageId,
  group: 'g',
  route: '/github',
  status: 'DELIVERED',
  startedAt,
  receiveCount: 1,
  lambdaRequestId: '12345678',
  method: 'POST',
  path: '/github',
  bodyBytes: 0,
  bodySha256: '',
  receivedAt: startedAt,
  ttl: 1,
  ...given,
});

const head = (updatedAt: string): HeadFacts => ({ messageId, group: 'g', route: '/github', countedAttempt: 'A#1', updatedAt, ttl: 2 });

/** Messages that the index shows in a state. */
async function inState(state: HeadState): Promise<unknown[]> {
  const { Items = [] } = await engine.documents.send(new QueryCommand({
    TableName: engine.name,
    IndexName: ATTEMPT_TABLE.STATUS_INDEX.NAME,
    KeyConditionExpression: 'spk = :spk',
    ExpressionAttributeValues: { ':spk': headStatusIndexKey(state, statusShard(messageId)) },
  }));
  return Items.map(item => item.messageId as unknown).filter(id => id === messageId);
}

describe('the attempt table in DynamoDB', () => {
  it('knows nothing about a message without attempts', async () => {
    expect(await table.history(messageId)).toEqual({});
  });

  it('reads consistently, since what it reads may have been written a moment ago', async () => {
    const send = jest.spyOn(engine.client, 'send');
    await table.history(messageId);
    expect(send.mock.calls[0][0].input).toMatchObject({ ConsistentRead: true, Limit: 2 });
    send.mockRestore();
  });

  it('gives back the latest of several attempts', async () => {
    await table.write([attempt('2026-03-01T10:00:00.000Z'), attempt('2026-03-01T10:00:02.000Z', { status: 'RETRY', httpStatus: 503 }), attempt('2026-03-01T10:00:01.000Z')]);
    expect(await table.history(messageId)).toEqual({ latest: attempt('2026-03-01T10:00:02.000Z', { status: 'RETRY', httpStatus: 503 }) });
  });

  it('gives back head and latest attempt together', async () => {
    await table.write([attempt('2026-03-01T10:00:00.000Z', { status: 'RETRY' }), attempt('2026-03-01T10:00:01.000Z', { status: 'STARTED' })]);
    await table.countFailure(head('2026-03-01T10:00:00.500Z'));
    expect(await table.history(messageId)).toMatchObject({ head: { state: 'FAILING', attempts: 1 }, latest: { status: 'STARTED' } });
  });

  it('replaces the start of an attempt by its end', async () => {
    await table.write([attempt('2026-03-01T10:00:00.000Z', { status: 'STARTED' })]);
    await table.write([attempt('2026-03-01T10:00:00.000Z')]);
    expect(await table.history(messageId)).toMatchObject({ latest: { status: 'DELIVERED' } });
  });

  it('counts failures exactly, also at the same time', async () => {
    const counts = await Promise.all([1, 2, 3, 4, 5].map(second => table.countFailure(head(`2026-03-01T10:00:0${second}.000Z`))));
    expect(counts.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps when a webhook failed first, and when its head changed last', async () => {
    await table.countFailure(head('2026-03-01T10:00:00.000Z'));
    await table.countFailure(head('2026-03-01T11:00:00.000Z'));
    expect((await table.history(messageId)).head).toEqual({
      pk: `M#${messageId}`,
      sk: 'H',
      messageId,
      group: 'g',
      route: '/github',
      state: 'FAILING',
      attempts: 2,
      countedAttempt: 'A#1',
      ttl: 2,
      firstFailedAt: '2026-03-01T10:00:00.000Z',
      updatedAt: '2026-03-01T11:00:00.000Z',
      spk: headStatusIndexKey('FAILING', statusShard(messageId)),
      ssk: `2026-03-01T10:00:00.000Z#${messageId}`,
    });
  });

  it('holds a webhook back until its next failure', async () => {
    await table.countFailure(head('2026-03-01T10:00:00.000Z'));
    await table.holdBack(messageId, 1_800_000_000_000);
    expect((await table.history(messageId)).head?.notBefore).toBe(1_800_000_000_000);
    await table.countFailure(head('2026-03-01T10:00:01.000Z'));
    expect((await table.history(messageId)).head?.notBefore).toBeUndefined();
  });

  it('lists a webhook by where it stands', async () => {
    await table.countFailure(head('2026-03-01T10:00:00.000Z'));
    expect([await inState('FAILING'), await inState('DEAD_LETTERED')]).toEqual([[messageId], []]);
    await table.conclude(head('2026-03-01T10:00:01.000Z'), 'DEAD_LETTERED');
    expect([await inState('FAILING'), await inState('DEAD_LETTERED')]).toEqual([[], [messageId]]);
    expect((await table.history(messageId)).head).toMatchObject({ state: 'DEAD_LETTERED', attempts: 1, updatedAt: '2026-03-01T10:00:01.000Z' });
  });

  it('lists a webhook that is parked, with the attempts that it had by then, whether or not it ever failed', async () => {
    await table.park(head('2026-03-01T10:00:00.000Z'));
    expect((await table.history(messageId)).head).toMatchObject({ state: 'PARKED', attempts: 0, attemptsWhenParked: 0, group: 'g', route: '/github' });
    await table.countFailure(head('2026-03-01T10:00:01.000Z'));
    await table.countFailure(head('2026-03-01T10:00:02.000Z'));
    await table.holdBack(messageId, 5);
    await table.park(head('2026-03-01T10:00:03.000Z'));
    const known = (await table.history(messageId)).head;
    expect(known).toMatchObject({ state: 'PARKED', attempts: 2, attemptsWhenParked: 2, firstFailedAt: '2026-03-01T10:00:00.000Z', updatedAt: '2026-03-01T10:00:03.000Z' });
    expect(known?.notBefore).toBeUndefined();
    expect([await inState('FAILING'), await inState('PARKED')]).toEqual([[], [messageId]]);
  });

  it('lists a webhook that was discarded', async () => {
    await table.countFailure(head('2026-03-01T10:00:00.000Z'));
    await table.conclude(head('2026-03-01T10:00:01.000Z'), 'DISCARDED');
    expect([await inState('FAILING'), await inState('DISCARDED')]).toEqual([[], [messageId]]);
  });

  it('does not list a webhook that was delivered in the end', async () => {
    await table.countFailure(head('2026-03-01T10:00:00.000Z'));
    await table.conclude(head('2026-03-01T10:00:01.000Z'), 'DELIVERED');
    expect([await inState('FAILING'), await inState('DELIVERED')]).toEqual([[], []]);
    expect((await table.history(messageId)).head).toMatchObject({ state: 'DELIVERED', attempts: 1 });
  });

  it('makes no head item for a webhook that never failed', async () => {
    await table.conclude(head('2026-03-01T10:00:01.000Z'), 'DELIVERED');
    await table.holdBack(messageId, 1_800_000_000_000);
    expect(await table.history(messageId)).toEqual({});
  });

  it('says when it cannot be written to', async () => {
    const missing = new DynamoDbAttemptTable(engine.client, 'no-such-table');
    await expect(missing.conclude(head(''), 'DELIVERED')).rejects.toThrow();
    await expect(missing.write([attempt('')])).rejects.toThrow();
  });

  it('hands back what DynamoDB did not process', async () => {
    const left = [attempt('2026-03-01T10:00:00.000Z'), attempt('2026-03-01T10:00:01.000Z')];
    const send = jest.spyOn(engine.client, 'send');
    const unprocessed = left.map(({ pk, sk }) => ({ PutRequest: { Item: { pk: { S: pk }, sk: { S: sk } } } }));
    send.mockImplementationOnce(() => Promise.resolve({ UnprocessedItems: { [engine.name]: unprocessed } }) as never);
    expect(await table.write(left)).toEqual(left);
    send.mockImplementationOnce(() => Promise.resolve({}) as never);
    expect(await table.write(left)).toEqual([]);
    send.mockImplementationOnce(() => Promise.resolve({}) as never);
    expect(await table.history(messageId)).toEqual({});
    send.mockRestore();
  });

  it('F31 P6 has every attempt of a webhook that failed, was delivered and came twice, under keys of their own', async () => {
    const harness = new Harness(undefined, { table });
    harness.target.respond = () => UNAVAILABLE;
    await harness.run([record({ messageId })]);
    harness.target.respond = () => ({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ENOTFOUND' } });
    harness.time += 60_000;
    await harness.run([record({ messageId, receiveCount: 2 })]);
    harness.target.respond = () => DELIVERED;
    harness.time += 60_000;
    await harness.run([record({ messageId, receiveCount: 3 })]);
    await harness.run([record({ messageId, receiveCount: 4 })]);
    const { Items } = await engine.documents.send(new QueryCommand({
      TableName: engine.name, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': `M#${messageId}` },
    }));
    expect(Items).toMatchObject([
      { status: 'RETRY', httpStatus: 503, receiveCount: 1 },
      { status: 'RETRY', errorCode: 'ENOTFOUND', receiveCount: 2 },
      { status: 'DELIVERED', httpStatus: 200, receiveCount: 3 },
      { sk: 'H', state: 'DELIVERED', attempts: 2 },
    ]);
    expect(Items).toHaveLength(4);
  });
});
