import { BREAKER, BreakerHarness, BROKEN } from './support';
import type { CircuitTable } from '../../../lambda/forwarder/circuit/circuit-table';
import { DynamoDbCircuitTable } from '../../../lambda/forwarder/circuit/dynamodb-circuit-table';
import { DynaliteTable } from '../support/dynalite-table';
import { DELIVERED } from '../support/harness';
import { MemoryCircuitTable } from '../support/memory-circuit-table';

let engine: DynaliteTable;
beforeAll(async () => { engine = await DynaliteTable.start(); });
afterAll(() => engine.stop());
beforeEach(() => engine.clear());

describe.each<[string, () => CircuitTable]>([
  ['in DynamoDB', () => new DynamoDbCircuitTable(engine.client, engine.name)],
  ['in memory, for other tests', () => new MemoryCircuitTable()],
])('the circuit %s', (_, create) => {
  let table: CircuitTable;
  beforeEach(() => { table = create(); });

  test('is closed at first', async () => {
    expect(await table.read()).not.toHaveProperty('openUntil');
  });

  test('opens, and stays open for longer but never for less long', async () => {
    expect(await table.open(100, 1)).toBe(true);
    expect(await table.open(90, 2)).toBe(false);
    expect(await table.open(110, 3)).toBe(true);
    expect(await table.read()).toMatchObject({ openUntil: 110, openedAt: 1 });
  });

  test('lets nobody through while it is closed or open', async () => {
    expect(await table.claimProbe('a', 50, 10)).toBe(false);
    await table.open(100, 1);
    expect(await table.claimProbe('a', 120, 99)).toBe(false);
  });

  test('lets one prober through afterwards, and the next when that lease is over', async () => {
    await table.open(100, 1);
    expect(await table.claimProbe('a', 120, 100)).toBe(true);
    expect(await table.claimProbe('b', 130, 119)).toBe(false);
    expect(await table.claimProbe('b', 140, 120)).toBe(true);
    expect(await table.read()).toMatchObject({ prober: 'b', probeUntil: 140 });
  });

  test('counts the probes that failed, and lets the next one through later', async () => {
    await table.open(100, 1);
    await table.claimProbe('a', 120, 100);
    expect(await table.probeFailed('a', 200)).toBe(true);
    expect(await table.claimProbe('b', 210, 150)).toBe(false);
    await table.claimProbe('b', 220, 200);
    await table.probeFailed('b', 300);
    const item = await table.read();
    expect(item).toMatchObject({ openedAt: 1, openUntil: 300, failedProbes: 2 });
    expect(item).not.toHaveProperty('prober');
  });

  test('closes, and remembers nothing but when', async () => {
    await table.open(100, 1);
    await table.claimProbe('a', 120, 100);
    expect(await table.close('a', 110)).toBe(true);
    const { closedAt, openUntil, openedAt, failedProbes, prober, probeUntil } = await table.read();
    expect({ closedAt, openUntil, openedAt, failedProbes, prober, probeUntil }).toEqual({ closedAt: 110 });
  });

  test('is changed by nobody whose lease went to another', async () => {
    await table.open(100, 1);
    await table.claimProbe('a', 120, 100);
    await table.claimProbe('b', 140, 120);
    expect(await table.close('a', 125)).toBe(false);
    expect(await table.probeFailed('a', 500)).toBe(false);
  });

  test('is not closed, nor is its time shortened, where it is to stay open for longer', async () => {
    await table.open(100, 1);
    await table.claimProbe('a', 120, 100);
    await table.open(400, 105);
    expect(await table.close('a', 110)).toBe(false);
    expect(await table.probeFailed('a', 300)).toBe(false);
    expect(await table.read()).toMatchObject({ openUntil: 400 });
  });
});

test('a table that is not there is no answer', async () => {
  const missing = new DynamoDbCircuitTable(engine.client, 'missing');
  await expect(missing.read()).rejects.toThrow();
  await expect(missing.open(1, 1)).rejects.toThrow();
});

test('F28 in DynamoDB, too, exactly one webhook goes out under ten parallel invocations', async () => {
  const harness = new BreakerHarness({ circuitBreaker: BREAKER }, { circuitTable: new DynamoDbCircuitTable(engine.client, engine.name) });
  harness.target.respond = () => BROKEN;
  await harness.receiveEach(10);
  harness.target.respond = () => DELIVERED;
  await harness.receiveElsewhere(10);
  expect(harness.target.attempts).toHaveLength(10);
  harness.letPass(30);
  expect(await harness.receiveElsewhereSlowly(10, DELIVERED)).toHaveLength(9);
  expect(harness.target.attempts).toHaveLength(11);
  await harness.receiveElsewhere(10);
  expect(harness.target.attempts).toHaveLength(21);
});
