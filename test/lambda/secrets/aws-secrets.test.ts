import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsSecrets, type SecretStoreClients } from '../../../lambda/secrets/aws-secrets';
import { readParameterStore } from '../../../lambda/secrets/parameter-store';
import { readSecretsManager } from '../../../lambda/secrets/secrets-manager';
import type { SecretReference } from '../../../src/contract/source';
import { Backend } from '../support/backend';

let service: Backend;
let answers: Record<string, { readonly status?: number; readonly body: object }>;
let loaded: string[];
let clients: SecretStoreClients;
const opened: Array<{ destroy(): void }> = [];

beforeEach(async () => {
  [answers, loaded] = [{}, []];
  service = await Backend.start((response, { body }) => {
    const { VersionStage, Name } = JSON.parse(body.toString()) as { readonly VersionStage?: string; readonly Name?: string };
    const { status = 200, body: answer } = answers[VersionStage ?? String(Name)] ?? { status: 400, body: { __type: 'ResourceNotFoundException', message: 'there is none' } };
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  const options = { region: 'eu-west-1', endpoint: service.url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 };
  const [secretsManager, parameterStore] = [new SecretsManagerClient(options), new SSMClient(options)];
  opened.push(secretsManager, parameterStore);
  clients = {
    secretsManager: async () => { loaded.push('secretsManager'); return readSecretsManager(secretsManager); },
    parameterStore: async () => { loaded.push('parameterStore'); return readParameterStore(parameterStore); },
  };
});
afterEach(async () => {
  for (const client of opened.splice(0)) client.destroy();
  await service.stop();
});

const read = (reference: SecretReference) => awsSecrets(clients)(reference);
const SECRET: SecretReference = { from: 'secretsManager', id: 'github' };
const sent = () => service.requests.map(({ headers, body }) => ({ action: headers['x-amz-target'], ...JSON.parse(body.toString()) as object }));

describe('Secrets Manager', () => {
  it('gives the current version and the previous one', async () => {
    answers = { AWSCURRENT: { body: { SecretString: 'new' } }, AWSPREVIOUS: { body: { SecretBinary: Buffer.from('old').toString('base64') } } };
    expect(await read(SECRET)).toEqual(['new', 'old']);
    expect(sent()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'].map(VersionStage => ({ action: 'secretsmanager.GetSecretValue', SecretId: 'github', VersionStage })));
  });

  it('gives one version of a secret that was never rotated', async () => {
    answers = { AWSCURRENT: { body: { SecretString: 'only' } } };
    expect(await read(SECRET)).toEqual(['only']);
  });

  it('gives a field of a JSON object', async () => {
    answers = { AWSCURRENT: { body: { SecretString: '{"key":"new"}' } }, AWSPREVIOUS: { body: { SecretString: '{"key":"old"}' } } };
    expect(await read({ ...SECRET, field: 'key' })).toEqual(['new', 'old']);
  });

  it.each(['hunter2', '"hunter2"', 'null', '{"other":"hunter2"}', '{"key":{"hunter2":1}}', '{}'])('fails over a field that is not in %s, and does not quote it', async SecretString => {
    answers = { AWSCURRENT: { body: { SecretString } } };
    const failure = await read({ ...SECRET, field: 'key' }).catch((error: unknown) => String(error));
    expect(failure).toBe('Error: the secret is no JSON object with the text field key');
  });

  it('fails where there is no secret, or the previous version cannot be read', async () => {
    await expect(read(SECRET)).rejects.toThrow('there is none');
    answers = { AWSCURRENT: { body: { SecretString: 'x' } }, AWSPREVIOUS: { status: 400, body: { __type: 'DecryptionFailure', message: 'no key' } } };
    await expect(read(SECRET)).rejects.toThrow('no key');
  });

  it('may hold nothing', async () => {
    answers = { AWSCURRENT: { body: {} } };
    expect(await read(SECRET)).toEqual(['']);
  });
});

describe('Parameter Store', () => {
  it('gives a parameter, decrypted', async () => {
    answers = { '/github/secret': { body: { Parameter: { Value: 'secret' } } } };
    expect(await read({ from: 'parameterStore', name: '/github/secret' })).toEqual(['secret']);
    expect(sent()).toEqual([{ action: 'AmazonSSM.GetParameter', Name: '/github/secret', WithDecryption: true }]);
  });

  it('fails where the parameter has no value', async () => {
    answers = { '/github/secret': { body: {} } };
    await expect(read({ from: 'parameterStore', name: '/github/secret' })).rejects.toThrow('no value');
  });
});

it('a client is loaded when it is needed, and once', async () => {
  answers = { AWSCURRENT: { body: { SecretString: 'x' } } };
  const readSecret = awsSecrets(clients);
  expect(loaded).toEqual([]);
  await Promise.all([readSecret(SECRET), readSecret(SECRET)]);
  expect(loaded).toEqual(['secretsManager']);
});
