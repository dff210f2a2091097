import { GetSecretValueCommand, ListSecretsCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import { SecretServer } from '../../../cli/local/secrets/secret-server';
import { send } from '../gateway/support/http';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Shop-GitHub-000000';

let server: SecretServer;
let secretsManager: SecretsManagerClient;
let parameterStore: SSMClient;

beforeEach(async () => {
  server = await SecretServer.start();
  const options = { endpoint: server.endpoint, region: 'eu-west-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 };
  secretsManager = new SecretsManagerClient(options);
  parameterStore = new SSMClient(options);
});
afterEach(async () => {
  secretsManager.destroy();
  parameterStore.destroy();
  await server.stop();
});

test('a secret is read by the id that the template has for it', async () => {
  server.set(ARN, 'hunter2');
  expect(await secretsManager.send(new GetSecretValueCommand({ SecretId: ARN }))).toMatchObject({ ARN, Name: 'Shop-GitHub-000000', SecretString: 'hunter2', VersionStages: ['AWSCURRENT'] });
});

test('a secret that was never rotated has no previous version', async () => {
  server.set(ARN, 'hunter2');
  await expect(secretsManager.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }))).rejects.toThrow(ResourceNotFoundException);
});

test('a parameter is read by its name', async () => {
  server.set('/hooks/x', 'hunter2');
  const { Parameter } = await parameterStore.send(new GetParameterCommand({ Name: '/hooks/x', WithDecryption: true }));
  expect(Parameter).toMatchObject({ Name: '/hooks/x', Value: 'hunter2', Type: 'SecureString' });
});

test('what has no value is missed as on AWS', async () => {
  await expect(secretsManager.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toThrow(ResourceNotFoundException);
  await expect(parameterStore.send(new GetParameterCommand({ Name: 'other' }))).rejects.toThrow(ParameterNotFound);
});

test('what is not emulated says so', async () => {
  await expect(secretsManager.send(new ListSecretsCommand({}))).rejects.toThrow('secretsmanager.ListSecrets does not work on this machine');
  const headers = [['X-Amz-Target', 'AmazonSSM.GetParameter']] as const;
  for (const body of ['no JSON', '[]']) expect((await send(server.endpoint, { headers, body })).body).toContain('SerializationException');
});
