/** The forwarder as it is shipped, in a process of its own, with all of AWS over HTTP. */
import { fork, type ChildProcess } from 'node:child_process';
import { createHmac, hash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { BODY_HEX } from './signatures/support/schemes';
import { Backend, closedPort } from './support/backend';
import { SETTINGS } from './support/harness';
import { record, type RecordOptions } from './support/records';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';
import type { SecretReference } from '../../src/contract/source';

jest.setTimeout(30_000);

const BUNDLE = join(__dirname, '../../assets/forwarder/index.js');
const SECRET = 'secret-hunter2';
const BODY = '{"card":"body-hunter2"}';

const source = (secret: SecretReference) => ({ name: 'github', signature: BODY_HEX, secrets: [secret] });

interface Reply {
  readonly answer: SQSBatchResponse;
  /** What the process has loaded. */
  readonly files: readonly string[];
}

let folder: string;
let backend: Backend;
let aws: Backend;
let children: ChildProcess[];
let output: string[];

beforeAll(() => {
  if (!existsSync(BUNDLE)) throw new Error('run npm run bundle first');
  folder = mkdtempSync(join(tmpdir(), 'forwarder-'));
  writeFileSync(join(folder, 'run.js'), `
    const { handler } = require(${JSON.stringify(BUNDLE)});
    const context = { awsRequestId: 'e5d2c1b0-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 60_000 };
    process.on('message', event => handler(event, context)
      .then(answer => process.send({ answer, files: Object.keys(require.cache).map(file => file.split(/[\\\\/]/).pop()).sort() })));
    process.send('ready');
  `);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  [children, output] = [[], []];
  [backend, aws] = await Promise.all([Backend.start(), Backend.start(answerLikeAws)]);
});
afterEach(async () => {
  for (const child of children) child.kill();
  await Promise.all([backend.stop(), aws.stop()]);
});

function answerLikeAws(...[response, { headers, body }]: Parameters<Backend['answer']>): void {
  const call = JSON.parse(body.toString()) as { readonly MessageBody?: string; readonly VersionStage?: string; readonly Entries?: object[] };
  const answers: Record<string, object> = {
    'AmazonSQS.SendMessage': { MessageId: 'message-1', MD5OfMessageBody: hash('md5', call.MessageBody ?? '') },
    'AmazonSQS.ChangeMessageVisibilityBatch': { Successful: call.Entries ?? [] },
    'secretsmanager.GetSecretValue': { SecretString: JSON.stringify({ key: call.VersionStage === 'AWSCURRENT' ? SECRET : 'previous' }) },
    'AmazonSSM.GetParameter': { Parameter: { Value: SECRET } },
  };
  response.setHeader('Content-Type', 'application/x-amz-json-1.0').end(JSON.stringify(answers[String(headers['x-amz-target'])] ?? {}));
}

async function forwarder(variables: Readonly<Record<string, string>> = {}): Promise<(records: readonly SQSRecord[]) => Promise<Reply>> {
  const configuration: ForwarderConfiguration = {
    ...SETTINGS,
    buffer: 'Orders',
    target: { kind: 'http', url: backend.url, allowHttp: true, connectTimeoutMillis: 2_000, firstByteTimeoutMillis: 2_000, totalTimeoutMillis: 5_000, forwardHeaders: [] },
    routes: {
      '/open': {},
      '/github': { source: source({ from: 'secretsManager', id: 'github', field: 'key' }) },
      '/parameter': { source: source({ from: 'parameterStore', name: '/github' }) },
    },
  };
  const child = fork(join(folder, 'run.js'), {
    cwd: folder,
    silent: true,
    execArgv: [],
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: aws.url,
      [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify(configuration),
      [FORWARDER_ENVIRONMENT.QUEUE_URL]: `${aws.url}/1/queue.fifo`,
      [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: `${aws.url}/1/dead.fifo`,
      [FORWARDER_ENVIRONMENT.QUARANTINE_QUEUE_URL]: `${aws.url}/1/quarantine.fifo`,
      [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: 'attempts',
      ...variables,
    },
  });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const message = <T>() => new Promise<T>((resolve, reject) => {
    child.once('message', resolve as (value: unknown) => void);
    child.once('exit', () => reject(new Error(output.join(''))));
  });
  await message();
  return records => {
    const reply = message<Reply>();
    child.send({ Records: records });
    return reply;
  };
}

const signed = (options: RecordOptions, secret = SECRET) =>
  record({ body: BODY, headers: [['X-Hub-Signature-256', `sha256=${createHmac('sha256', secret).update(BODY).digest('hex')}`]], receivedAt: Date.now(), ...options });
const calls = (action: string) => aws.requests.filter(({ headers }) => headers['x-amz-target'] === action).map(({ body }) => JSON.parse(body.toString()) as object);

test('F37 loads nothing that it does not need', async () => {
  const { answer, files } = await (await forwarder())([signed({ route: '/open' })]);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(files).toEqual(['index.js', 'run.js']);
});

test('F29 checks a signature with a secret of Secrets Manager, current or previous, and quarantines what is forged', async () => {
  const forward = await forwarder();
  const { answer, files } = await forward([
    signed({ messageId: 'm1', group: 'a' }), signed({ messageId: 'm2', group: 'a' }, 'previous'), signed({ messageId: 'm3', group: 'b' }, 'guessed'), signed({ messageId: 'm4', group: 'b' }),
  ]);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(backend.requests.map(({ headers }) => headers['webhook-buffer-id']).sort()).toEqual(['m1', 'm2', 'm4']);
  expect(calls('AmazonSQS.SendMessage')).toMatchObject([{
    QueueUrl: `${aws.url}/1/quarantine.fifo`, MessageGroupId: 'b', MessageDeduplicationId: 'm3', MessageAttributes: { wbReason: { StringValue: 'SIGNATURE_INVALID' }, wbVerification: { StringValue: 'signature_mismatch' } },
  }]);
  expect(files).toEqual(['index.js', 'open-secrets.js', 'open-verifier.js', 'run.js', 'secrets-manager.js']);
});

test('F29 checks a signature with a parameter', async () => {
  const { answer, files } = await (await forwarder())([signed({ messageId: 'm1', route: '/parameter' })]);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(backend.requests).toHaveLength(1);
  expect(files).toContain('parameter-store.js');
  expect(files).not.toContain('secrets-manager.js');
});

test('F29 does not hammer the secret store, whatever a flood of bad signatures wants', async () => {
  const forward = await forwarder();
  // The secret was read after they came, so that none of them can be of a newer one.
  const receivedAt = Date.now() - 60_000;
  for (let batch = 0; batch < 20; batch++) {
    await forward(Array.from({ length: 10 }, (_, index) => signed({ messageId: `${batch}-${index}`, group: String(index), receivedAt }, 'guessed')));
  }
  expect(calls('AmazonSQS.SendMessage')).toHaveLength(200);
  // The current and the previous version, once each.
  expect(calls('secretsmanager.GetSecretValue')).toHaveLength(2);
  expect(backend.requests).toEqual([]);
});

test('F30 keeps a webhook on the queue while the secret store is down, and delivers those of other routes', async () => {
  const nothing = `http://127.0.0.1:${await closedPort()}`;
  const forward = await forwarder({ AWS_ENDPOINT_URL_SECRETS_MANAGER: nothing });
  const { answer } = await forward([signed({ messageId: 'm1', group: 'a' }), signed({ messageId: 'm2', group: 'b' }, 'guessed'), signed({ messageId: 'm3', group: 'c', route: '/open' })]);
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['m1', 'm2']);
  expect(backend.requests.map(({ headers }) => headers['webhook-buffer-id'])).toEqual(['m3']);
  expect(calls('AmazonSQS.SendMessage')).toEqual([]);
  expect(output.join('')).toContain('"VerificationUnavailable":2');
});

test('F31 leaves no secret, body or signature in log or table', async () => {
  const forward = await forwarder();
  await forward([signed({ messageId: 'm1', group: 'a' }), signed({ messageId: 'm2', group: 'b' }, 'guessed-hunter2')]);
  const written = JSON.stringify(calls('DynamoDB_20120810.BatchWriteItem')) + output.join('');
  expect(written).toContain('QUARANTINED');
  expect(written).not.toContain('hunter2');
  for (const secret of [SECRET, 'guessed-hunter2']) expect(written).not.toContain(createHmac('sha256', secret).update(BODY).digest('hex').slice(0, 12));
});
