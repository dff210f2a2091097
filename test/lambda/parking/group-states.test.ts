import { MemoryGroupStates } from './support/memory-group-states';
import { DynamoDbGroupStates } from '../../../lambda/forwarder/parking/dynamodb-group-states';
import type { GroupStates } from '../../../lambda/forwarder/parking/ports';
import { DynaliteTable } from '../support/dynalite-table';

const AT = Date.parse('2026-03-01T10:00:00.000Z');
const arrival = (group: string, sequence: number, at = AT) => ({ group, sequence: String(sequence).padStart(40, '0'), at });

let table: DynaliteTable;
beforeAll(async () => { table = await DynaliteTable.start(); });
afterAll(() => table.stop());

describe.each<[string, () => GroupStates]>([
  ['in DynamoDB', () => new DynamoDbGroupStates(table.client, table.name)],
  ['in memory, for tests', () => new MemoryGroupStates()],
])('group states %s', (where, open) => {
  let states: GroupStates;
  let group: string;
  beforeAll(() => { states = open(); });
  beforeEach(() => { group = `${where} ${expect.getState().currentTestName ?? ''}`; });

  const stateOf = async (name = group) => (await states.read([name, 'a group that flows'])).get(name);
  const listed = async (): Promise<string[]> => {
    const pages = [];
    for await (const page of states.list()) pages.push(...page);
    return pages;
  };

  it('has none for a group that flows', async () => {
    expect((await states.read([group])).size).toBe(0);
    expect(await states.follow(arrival(group, 1))).toBe(false);
    expect(await states.release(group, AT)).toBe(false);
    expect(await states.finish(group, arrival(group, 1).sequence)).toBe(false);
    await states.hold(group, AT);
    expect(await stateOf()).toBeUndefined();
  });

  it('is that a group is parked, up to the newest webhook', async () => {
    await states.park(arrival(group, 5), 'EXHAUSTED');
    expect(await stateOf()).toMatchObject({ group, state: 'PARKED', lastParked: arrival(group, 5).sequence, lastParkedAt: AT });
    expect(await states.follow(arrival(group, 7, AT + 1))).toBe(true);
    expect(await stateOf()).toMatchObject({ lastParked: arrival(group, 7).sequence, lastParkedAt: AT + 1 });
    expect(await listed()).toContain(group);
  });

  it('never goes back to an earlier webhook that comes again', async () => {
    await states.park(arrival(group, 5), 'EXHAUSTED');
    await states.follow(arrival(group, 7));
    expect(await states.follow(arrival(group, 6))).toBe(true);
    await states.park(arrival(group, 5), 'EXHAUSTED');
    await states.park(arrival(group, 5), 'EXHAUSTED');
    expect(await stateOf()).toMatchObject({ state: 'PARKED', lastParked: arrival(group, 7).sequence });
  });

  it('compares numbers of any length', async () => {
    await states.park(arrival(group, 99), 'EXHAUSTED');
    await states.follow(arrival(group, 100));
    expect(await stateOf()).toMatchObject({ lastParked: arrival(group, 100).sequence });
  });

  it('is that it drains, once released, and stays so while newer webhooks come', async () => {
    await states.park(arrival(group, 5), 'PERMANENT');
    expect(await states.release(group, AT + 10)).toBe(true);
    await states.park(arrival(group, 6), 'PERMANENT');
    await states.follow(arrival(group, 7));
    expect(await stateOf()).toMatchObject({ state: 'DRAINING', releasedAt: AT + 10, lastParked: arrival(group, 7).sequence });
    expect(await listed()).toContain(group);
  });

  it('ends only while it drains, and with its newest webhook', async () => {
    await states.park(arrival(group, 5), 'PERMANENT');
    expect(await states.finish(group, arrival(group, 5).sequence)).toBe(false);
    await states.release(group, AT);
    await states.follow(arrival(group, 6));
    expect(await states.finish(group, arrival(group, 5).sequence)).toBe(false);
    expect(await states.finish(group, arrival(group, 6).sequence)).toBe(true);
    expect(await stateOf()).toBeUndefined();
    expect(await listed()).not.toContain(group);
    expect(await states.follow(arrival(group, 7))).toBe(false);
    await states.park(arrival(group, 4), 'EXHAUSTED');
    expect(await stateOf()).toMatchObject({ state: 'PARKED', lastParked: arrival(group, 4).sequence });
  });

  it('knows until when the first webhook waits, for as long as it drains', async () => {
    await states.park(arrival(group, 5), 'PERMANENT');
    await states.hold(group, AT + 60);
    expect((await stateOf())?.heldUntil).toBeUndefined();
    await states.release(group, AT);
    await states.hold(group, AT + 60);
    expect(await stateOf()).toMatchObject({ heldUntil: AT + 60 });
    await states.release(group, AT + 1);
    expect((await stateOf())?.heldUntil).toBeUndefined();
  });

  it('is parked anew for a webhook that is in the parking queue already', async () => {
    await states.park(arrival(group, 5), 'PERMANENT');
    await states.follow(arrival(group, 9));
    await states.release(group, AT);
    await states.parkAgain(arrival(group, 5), 'EXHAUSTED');
    expect(await stateOf()).toMatchObject({ state: 'PARKED', lastParked: arrival(group, 9).sequence });
    expect((await stateOf())?.releasedAt).toBeUndefined();
  });

  it('is parked anew where it flowed', async () => {
    await states.parkAgain(arrival(group, 5), 'EXHAUSTED');
    expect(await stateOf()).toMatchObject({ state: 'PARKED', lastParked: arrival(group, 5).sequence });
  });
});

describe('group states in DynamoDB', () => {
  it('expire a day after the webhooks that they are about', async () => {
    await new DynamoDbGroupStates(table.client, table.name).park(arrival('expiring', 1), 'EXHAUSTED');
    const item = (await table.items()).find(({ pk }) => JSON.stringify(pk).includes('G#expiring'));
    expect(item).toMatchObject({ sk: { S: 'S' }, reason: { S: 'EXHAUSTED' }, since: { S: '2026-03-01T10:00:00.000Z' }, ttl: { N: String(AT / 1000 + 15 * 86_400) } });
  });

  it('are unknown altogether where DynamoDB left one out', async () => {
    const client = { send: () => Promise.resolve({ Responses: {}, UnprocessedKeys: { [table.name]: { Keys: [{}] } } }) };
    const states = new DynamoDbGroupStates(client as unknown as DynaliteTable['client'], table.name);
    await expect(states.read(['a'])).rejects.toThrow('DynamoDB did not read the states of all groups');
  });

  it('report what went wrong', async () => {
    const states = new DynamoDbGroupStates(table.client, 'no such table');
    await expect(states.park(arrival('a', 1), 'EXHAUSTED')).rejects.toThrow();
    await expect(states.read(['a'])).rejects.toThrow();
  });

  it('are listed page by page', async () => {
    const states = new DynamoDbGroupStates(table.client, table.name);
    const groups = Array.from({ length: 30 }, (_, index) => `paged-${index}`);
    for (const group of groups) await states.park(arrival(group, 1), 'EXHAUSTED');
    const pages: string[] = [];
    for await (const page of states.list()) pages.push(...page);
    expect(pages).toEqual(expect.arrayContaining(groups));
  });

  it('follow a group that another invocation moved on in between', async () => {
    const states = new DynamoDbGroupStates(table.client, table.name);
    const read = states.read.bind(states);
    jest.spyOn(states, 'read').mockImplementationOnce(async groups => {
      await states.park(arrival('moved', 3), 'EXHAUSTED');
      return read(groups);
    });
    expect(await states.follow(arrival('moved', 4))).toBe(true);
    expect((await read(['moved'])).get('moved')).toMatchObject({ lastParked: arrival('moved', 4).sequence });
  });
});
