/** The door as it is shipped, in a process of its own, over HTTP. */
import { fork, type ChildProcess } from 'node:child_process';
import { createHmac, hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { proxyEvent, ROUTE } from './support/door';
import { FUNCTION_DOOR_ENVIRONMENT, type FunctionDoorConfiguration } from '../../../src/contract/function-door-configuration';
import { BODY_HEX } from '../signatures/support/schemes';
import { Backend, closedPort, type ReceivedRequest } from '../support/backend';

const BUNDLE = join(__dirname, '../../../assets/door/index.js');
const SECRET = 'hunter2';

const CONFIGURATION: FunctionDoorConfiguration = {
  buffer: 'Orders',
  fifo: true,
  routes: {
    '/open': ROUTE,
    '/secret': { ...ROUTE, source: { name: 'github', signature: BODY_HEX, secrets: [{ from: 'secretsManager', id: 'github', field: 'key' }], challenges: [] } },
    '/parameter': { ...ROUTE, source: { name: 'github', signature: BODY_HEX, secrets: [{ from: 'parameterStore', name: '/github' }], challenges: [] } },
  },
};

let folder: string;
let aws: Backend;
let children: ChildProcess[];
let output: string[];

beforeAll(() => {
  if (!existsSync(BUNDLE)) throw new Error('run npm run bundle first');
  folder = mkdtempSync(join(tmpdir(), 'door-'));
  writeFileSync(join(folder, 'run.js'), `
    const { handler } = require(${JSON.stringify(BUNDLE)});
    process.on('message', event => handler(event).then(answer => process.send({ answer, files: Object.keys(require.cache).map(file => file.split(/[\\\\/]/).pop()) })));
    process.send('ready');
  `);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  [children, output] = [[], []];
  aws = await Backend.start(answerLikeAws);
});
afterEach(async () => {
  for (const child of children) child.kill();
  await aws.stop();
});

function answerLikeAws(...[response, { method, headers, body }]: Parameters<Backend['answer']>): void {
  if (method === 'PUT') {
    response.end();
    return;
  }
  const call = JSON.parse(body.toString()) as { readonly MessageBody: string; readonly VersionStage?: string };
  const answers: Record<string, object> = {
    'AmazonSQS.SendMessage': { MessageId: 'message-1', MD5OfMessageBody: hash('md5', call.MessageBody ?? '') },
    'secretsmanager.GetSecretValue': { SecretString: JSON.stringify({ key: call.VersionStage === 'AWSCURRENT' ? SECRET : 'old' }) },
    'AmazonSSM.GetParameter': { Parameter: { Value: SECRET } },
  };
  response.setHeader('Content-Type', 'application/x-amz-json-1.0').end(JSON.stringify(answers[String(headers['x-amz-target'])]));
}

interface Reply {
  readonly answer: APIGatewayProxyResult;
  readonly files: readonly string[];
}

async function door(variables: Readonly<Record<string, string>> = {}): Promise<(event: APIGatewayProxyEvent) => Promise<Reply>> {
  const child = fork(join(folder, 'run.js'), {
    cwd: folder,
    silent: true,
    execArgv: [],
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: aws.url,
      [FUNCTION_DOOR_ENVIRONMENT.CONFIGURATION]: JSON.stringify(CONFIGURATION),
      [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: `${aws.url}/1/queue.fifo`,
      [FUNCTION_DOOR_ENVIRONMENT.BODY_BUCKET]: 'bodies',
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
  return event => {
    const reply = message<Reply>();
    child.send(event);
    return reply;
  };
}

/** All that the processes had to say has arrived. */
async function ended(): Promise<void> {
  await Promise.all(children.map(child => {
    child.kill();
    return once(child, 'close');
  }));
}

const signed = (resource: string, body: string, secret = SECRET) => proxyEvent({ resource, body, headers: [['X-Hub-Signature-256', `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`]] });
const actions = () => aws.requests.map(({ method, headers }: ReceivedRequest) => headers['x-amz-target'] ?? method);

it('is small enough to load fast', () => {
  expect(statSync(BUNDLE).size).toBeLessThan(450_000);
});

it('P1 queues a webhook, and loads nothing that it does not need', async () => {
  const { answer, files } = await (await door())(proxyEvent({ resource: '/open', body: '{}' }));
  expect(answer).toEqual({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{"status":"accepted","messageId":"message-1"}' });
  expect(actions()).toEqual(['AmazonSQS.SendMessage']);
  expect([...files].sort()).toEqual(['index.js', 'run.js']);
});

it('P1 checks a signature with a secret of Secrets Manager, current or previous', async () => {
  const answer = await door();
  expect((await answer(signed('/secret', '{}'))).answer.statusCode).toBe(200);
  expect((await answer(signed('/secret', '{}', 'old'))).answer.statusCode).toBe(200);
  expect((await answer(signed('/secret', '{}', 'forged'))).answer.statusCode).toBe(401);
  expect(actions()).toEqual(['secretsmanager.GetSecretValue', 'secretsmanager.GetSecretValue', 'AmazonSQS.SendMessage', 'AmazonSQS.SendMessage']);
});

it('P1 checks a signature with a parameter', async () => {
  const { answer, files } = await (await door())(signed('/parameter', '{}'));
  expect(answer.statusCode).toBe(200);
  expect(actions()).toEqual(['AmazonSSM.GetParameter', 'AmazonSQS.SendMessage']);
  expect(files).toContain('parameter-store.js');
});

it('P2 puts a body into the bucket before the message that claims it', async () => {
  const body = Buffer.alloc(1_000_000, 'x');
  const { answer, files } = await (await door())(proxyEvent({ resource: '/open', body }));
  expect(answer.statusCode).toBe(200);
  expect(actions()).toEqual(['PUT', 'AmazonSQS.SendMessage']);
  expect(aws.requests[0]?.headers['x-amz-checksum-sha256']).toBe(hash('sha256', body, 'base64'));
  expect(aws.requests[0]?.body.equals(body)).toBe(true);
  expect(aws.requests[0]?.url).toMatch(/^\/bodies\/claims\/[\da-f-]{36}\?/);
  expect(files).toContain('s3-bodies.js');
});

it('P1 answers 503 where the secret store is down, and 504 where SQS is', async () => {
  const nothing = `http://127.0.0.1:${await closedPort()}`;
  const answer = await door({ AWS_ENDPOINT_URL_SQS: nothing, AWS_ENDPOINT_URL_SECRETS_MANAGER: nothing, [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: `${nothing}/1/queue.fifo` });
  expect((await answer(signed('/secret', '{}'))).answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
  expect((await answer(proxyEvent({ resource: '/open', body: '{}' }))).answer).toMatchObject({ statusCode: 504, headers: { 'Retry-After': '5' } });
}, 20_000);

it('logs no secret, body, header or signature', async () => {
  const answer = await door();
  await answer(signed('/secret', '{"card":"hunter2"}'));
  await answer(proxyEvent({ resource: '/secret', body: 'hunter2', headers: [['Authorization', 'hunter2']], query: [['token', 'hunter2']] }));
  await ended();
  const text = output.join('');
  expect(text).toContain('"message":"accepted"');
  expect(text).toContain('"reason":"signature_missing"');
  expect(text).not.toContain('hunter2');
});

it('is refused at load where its configuration is missing', async () => {
  await expect(door({ [FUNCTION_DOOR_ENVIRONMENT.QUEUE_URL]: '' })).rejects.toThrow('environment variable WEBHOOK_BUFFER_QUEUE_URL is not set');
});
