import { MappingServer } from '../../../cli/local/watchdog/mapping-server';
import { WATCHDOG_ENVIRONMENT } from '../../../src/contract/watchdog';
import { DynaliteTable } from '../support/dynalite-table';

let engine: DynaliteTable;
let server: MappingServer;
let output: string[];
const environment = { ...process.env };

beforeAll(async () => {
  engine = await DynaliteTable.start();
  server = await MappingServer.start('mapping', { state: 'Disabled', setEnabled: () => { throw new Error('nobody paused it'); } });
});
afterAll(async () => {
  await engine.stop();
  await server.stop();
});
beforeEach(() => {
  output = [];
  jest.spyOn(process.stdout, 'write').mockImplementation(chunk => { output.push(String(chunk)); return true; });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});

function load(variables: Readonly<Record<string, string>> = {}): () => Promise<void> {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: server.endpoint,
    [WATCHDOG_ENVIRONMENT.BUFFER]: 'Orders',
    [WATCHDOG_ENVIRONMENT.ATTEMPT_TABLE]: engine.name,
    [WATCHDOG_ENVIRONMENT.EVENT_SOURCE_MAPPING]: 'mapping',
    [WATCHDOG_ENVIRONMENT.PAUSE_AFTER_SECONDS]: '300',
    ...variables,
  });
  let handler: (() => Promise<void>) | undefined;
  jest.isolateModules(() => { ({ handler } = jest.requireActual<{ handler: () => Promise<void> }>('../../../lambda/watchdog/handler')); });
  return handler!;
}

test('the watchdog says each minute whether the buffer is paused', async () => {
  await load()();
  const [line] = output.filter(text => text.includes('_aws')).map(text => JSON.parse(text) as object);
  expect(line).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'WebhookBuffer', Dimensions: [['service']] }] }, service: 'Orders', Paused: 1,
  });
});

test('it is refused at load without a variable that it needs', () => {
  expect(() => load({ [WATCHDOG_ENVIRONMENT.EVENT_SOURCE_MAPPING]: '' })).toThrow('environment variable WEBHOOK_BUFFER_EVENT_SOURCE_MAPPING is not set');
});
