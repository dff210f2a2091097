import { LambdaClient } from '@aws-sdk/client-lambda';
import { MappingServer, type SwitchableMapping } from '../../../cli/local/watchdog/mapping-server';
import { DynamoDbCircuitTable } from '../../../lambda/forwarder/circuit/dynamodb-circuit-table';
import { DynamoDbStateTable } from '../../../lambda/watchdog/dynamodb-state-table';
import { LambdaMapping } from '../../../lambda/watchdog/lambda-mapping';
import type { Ports } from '../../../lambda/watchdog/ports';
import { watch } from '../../../lambda/watchdog/watch';
import { DynaliteTable } from '../support/dynalite-table';

const MINUTE = 60_000;
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

class Switch implements SwitchableMapping {
  public state: SwitchableMapping['state'] = 'Enabled';
  public setEnabled(enabled: boolean): void { this.state = enabled ? 'Enabled' : 'Disabled'; }
}

let engine: DynaliteTable;
let server: MappingServer;
let client: LambdaClient;
let circuit: DynamoDbCircuitTable;
let mapping: Switch;
let now: number;
let published: boolean[];
let lines: string[];
let ports: Ports;

beforeAll(async () => { engine = await DynaliteTable.start(); });
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.clear();
  [mapping, now, published, lines] = [new Switch(), 1_000 * MINUTE, [], []];
  server = await MappingServer.start('mapping', mapping);
  client = new LambdaClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials: CREDENTIALS, maxAttempts: 1 });
  circuit = new DynamoDbCircuitTable(engine.client, engine.name);
  const log = (message: string) => { lines.push(message); };
  ports = {
    now: () => now,
    mapping: new LambdaMapping(client, 'mapping'),
    table: new DynamoDbStateTable(engine.client, engine.name),
    log: { info: log, warn: log, error: log },
    publish: paused => { published.push(paused); },
  };
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const run = (given: Partial<Ports> = {}): Promise<void> => watch(5 * MINUTE, { ...ports, ...given });

/** The circuit has been open for long, and will be for ten minutes. */
async function longOutage(): Promise<void> {
  await circuit.open(now + 1, now);
  now += 6 * MINUTE;
  await circuit.claimProbe('prober', now + 1, now);
  await circuit.probeFailed('prober', now + 10 * MINUTE);
}

test('pauses the mapping in a long outage, and resumes it for the next probe', async () => {
  await run();
  await longOutage();
  await run();
  expect(mapping.state).toBe('Disabled');
  now += 10 * MINUTE;
  await run();
  expect(mapping.state).toBe('Enabled');
  expect(published).toEqual([false, true, false]);
  expect(lines).toEqual(['buffer_paused', 'buffer_resumed']);
  expect((await ports.table.read()).pausedByWatchdog).toBe(false);
});

test('P5 resumes it where the circuit\'s item is gone, or cannot be read', async () => {
  for (const broken of [undefined, () => Promise.reject(new Error('throttled'))]) {
    await longOutage();
    await run();
    expect(mapping.state).toBe('Disabled');
    if (broken === undefined) await circuit.claimProbe('prober', now + 20 * MINUTE, now + 10 * MINUTE).then(() => circuit.close('prober', now + 10 * MINUTE));
    await run(broken && { table: { ...ports.table, read: broken, forgetPause: () => ports.table.forgetPause() } });
    expect(mapping.state).toBe('Enabled');
  }
});

test('leaves it to the person who disabled it', async () => {
  mapping.state = 'Disabled';
  await run();
  await longOutage();
  await run();
  expect(mapping.state).toBe('Disabled');
  expect(published).toEqual([true, true]);
});

test('P5 pauses nothing that it could not mark', async () => {
  await longOutage();
  const table = { read: () => ports.table.read(), markPaused: () => Promise.reject(new Error('throttled')), forgetPause: () => ports.table.forgetPause() };
  await expect(run({ table })).rejects.toThrow('throttled');
  expect(mapping.state).toBe('Enabled');
});

test('P5 a mark without a pause, as after a crash in between, is forgotten', async () => {
  await ports.table.markPaused(now);
  await run();
  expect(mapping.state).toBe('Enabled');
  expect((await ports.table.read()).pausedByWatchdog).toBe(false);
});

test('waits while Lambda changes the mapping', async () => {
  mapping.state = 'Disabling';
  await longOutage();
  await run();
  expect(mapping.state).toBe('Disabling');
});

test('fails, for its alarm, where Lambda does not answer', async () => {
  await expect(run({ mapping: new LambdaMapping(client, 'another') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
