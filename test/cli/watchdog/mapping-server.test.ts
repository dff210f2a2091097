import { GetEventSourceMappingCommand, LambdaClient, UpdateEventSourceMappingCommand, type UpdateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda';
import { MappingServer, type SwitchableMapping } from '../../../cli/local/watchdog/mapping-server';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

let state: SwitchableMapping['state'];
let server: MappingServer;
let client: LambdaClient;

beforeEach(async () => {
  state = 'Enabled';
  server = await MappingServer.start('mapping', {
    get state() { return state; },
    setEnabled(enabled) { state = enabled ? 'Enabled' : 'Disabled'; },
  });
  client = new LambdaClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials: CREDENTIALS, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const update = (input: Partial<UpdateEventSourceMappingCommandInput>) => client.send(new UpdateEventSourceMappingCommand({ UUID: 'mapping', ...input }));

test('an event source mapping is read, disabled and enabled', async () => {
  expect((await client.send(new GetEventSourceMappingCommand({ UUID: 'mapping' }))).State).toBe('Enabled');
  expect((await update({ Enabled: false })).State).toBe('Disabled');
  expect((await update({ Enabled: true })).State).toBe('Enabled');
});

test('another one is not there', async () => {
  await expect(update({ UUID: 'another', Enabled: false })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('one that is being changed takes no other change', async () => {
  state = 'Disabling';
  await expect(update({ Enabled: true })).rejects.toMatchObject({ name: 'ResourceInUseException' });
});

test.each<[string, Partial<UpdateEventSourceMappingCommandInput>]>([
  ['its batch size', { Enabled: true, BatchSize: 5 }],
  ['nothing', {}],
])('what this machine cannot change is refused: %s', async (_, input) => {
  await expect(update(input)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

test('what is no JSON, or asks for something else, is refused', async () => {
  const url = `${server.endpoint}/2015-03-31/event-source-mappings/mapping`;
  expect((await fetch(url, { method: 'PUT', body: '{' })).status).toBe(400);
  expect((await fetch(url, { method: 'PUT', body: '[]' })).status).toBe(400);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
});
