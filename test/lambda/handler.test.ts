import { hash } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Backend, closedPort, rawBackend } from './support/backend';
import { DynaliteTable } from './support/dynalite-table';
import { SETTINGS } from './support/harness';
import { record } from './support/records';
import { DynamoDbGroupStates } from '../../lambda/forwarder/parking/dynamodb-group-states';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../../src/contract/forwarder-configuration';
import { ATTEMPT_LOG_FALLBACK_MESSAGE } from '../../src/contract/log-lines';
import type { ReleaseAnswer, ReleaseRequest } from '../../src/contract/parking';

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const SECRET_OF_THE_FUNCTION = 'function-credential-hunter2';

const CONTEXT = { awsRequestId: 'e5d2c1b0-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 60_000 } as Context;

let engine: DynaliteTable;
let backend: Backend;
let sqs: Backend;
let output: string[];
const environment = { ...process.env };

beforeAll(async () => { engine = await DynaliteTable.start(); });
afterAll(() => engine.stop());

beforeEach(async () => {
  [backend, sqs] = await Promise.all([Backend.start(), Backend.start(answerLikeSqs)]);
  output = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => { output.push(String(chunk)); return true; });
  }
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await Promise.all([backend.stop(), sqs.stop()]);
});

function answerLikeSqs(...[response, { headers, body }]: Parameters<Backend['answer']>): void {
  const call = JSON.parse(body.toString()) as { readonly MessageBody: string; readonly Entries: ReadonlyArray<{ readonly Id: string }> };
  response.setHeader('Content-Type', 'application/x-amz-json-1.0');
  if (headers['x-amz-target'] === 'AmazonSQS.SendMessage') {
    // The client checks the digest.
    response.end(JSON.stringify({ MessageId: 'dead-letter-1', MD5OfMessageBody: hash('md5', call.MessageBody) }));
  } else {
    response.end(JSON.stringify({ Successful: call.Entries.map(({ Id }) => ({ Id })) }));
  }
}

function configurationOf(url: string): ForwarderConfiguration {
  return {
    ...SETTINGS,
    buffer: 'Orders',
    target: { kind: 'http', url, allowHttp: true, connectTimeoutMillis: 2_000, firstByteTimeoutMillis: 2_000, totalTimeoutMillis: 5_000, forwardHeaders: [] },
  };
}

/** The module as Lambda loads it. */
function load(variables: Readonly<Record<string, string | undefined>> = {}, target = backend.url): Handler {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: SECRET_OF_THE_FUNCTION,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify(configurationOf(target)),
    [FORWARDER_ENVIRONMENT.QUEUE_URL]: `${sqs.url}/1/queue.fifo`,
    [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: `${sqs.url}/1/dead.fifo`,
    [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: engine.name,
    ...variables,
  });
  let handler: Handler | undefined;
  jest.isolateModules(() => {
    ({ handler } = jest.requireActual<{ handler: Handler }>('../../lambda/forwarder/handler'));
  });
  if (handler === undefined) throw new Error('the module exports no handler');
  return handler;
}

function invoke(handler: Handler, records: SQSRecord[]): Promise<SQSBatchResponse> {
  return handler({ Records: records }, CONTEXT);
}

const lines = (): Array<Record<string, unknown>> => output.flatMap(chunk => chunk.split('\n')).filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Record<string, unknown>);
const linesWith = (message: string) => lines().filter(line => line.message === message);
const itemsOf = async (messageId: string) => (await engine.items()).filter(item => JSON.stringify(item.pk) === JSON.stringify({ S: `M#${messageId}` }));
const fresh = (given: Parameters<typeof record>[0] = {}) => record({ receivedAt: Date.now(), ...given });

describe('the handler', () => {
  it('delivers a batch and records each attempt', async () => {
    const records = [fresh({ messageId: 'd1', group: 'a' }), fresh({ messageId: 'd2', group: 'a' }), fresh({ messageId: 'd3', group: 'b' })];
    expect(await invoke(load(), records)).toEqual({ batchItemFailures: [] });
    expect(backend.requests.map(({ headers }) => headers['webhook-buffer-id']).sort()).toEqual(['d1', 'd2', 'd3']);
    for (const messageId of ['d1', 'd2', 'd3']) expect(await itemsOf(messageId)).toMatchObject([{ status: { S: 'DELIVERED' }, httpStatus: { N: '200' } }]);
    expect(sqs.requests).toEqual([]);
  });

  it('F20 has parked groups drained where an owner asks for it, and takes no batch for such a request', async () => {
    const handler = load({
      [FORWARDER_ENVIRONMENT.CONFIGURATION]: JSON.stringify({ ...configurationOf(backend.url), onExhausted: 'park' }),
      [FORWARDER_ENVIRONMENT.PARKING_QUEUE_URL]: `${sqs.url}/1/parking.fifo`,
    }) as unknown as (event: ReleaseRequest, context: Context) => Promise<ReleaseAnswer>;
    await new DynamoDbGroupStates(engine.client, engine.name).park({ group: 'acme', sequence: '1', at: Date.now() }, 'EXHAUSTED');
    expect(await handler({ release: { group: 'acme' } }, CONTEXT)).toEqual({ released: 1, complete: true });
    expect(sqs.requests.map(({ body }) => JSON.parse(body.toString()) as object)).toEqual([{
      QueueUrl: `${sqs.url}/1/queue.fifo`,
      MessageBody: '{"release":{"group":"acme"}}',
      MessageGroupId: `~release#${hash('sha256', 'acme')}`,
      MessageDeduplicationId: CONTEXT.awsRequestId,
    }]);
  });

  it('refuses a release where no route parks', async () => {
    const handler = load() as unknown as (event: ReleaseRequest, context: Context) => Promise<ReleaseAnswer>;
    await expect(handler({ release: { all: true } }, CONTEXT)).rejects.toThrow('no route of this buffer parks');
  });

  it('logs one line for each attempt, with the fields of the contract', async () => {
    await invoke(load(), [fresh({ messageId: 'l1', group: 'acme' })]);
    expect(linesWith('attempt')).toEqual([{
      timestamp: expect.any(String) as string,
      level: 'INFO',
      service: 'Orders',
      sampling_rate: 0,
      message: 'attempt',
      messageId: 'l1',
      group: 'acme',
      route: '/github',
      status: 'DELIVERED',
      attempt: 1,
      startedAt: expect.any(String) as string,
      durationMillis: expect.any(Number) as number,
      httpStatus: 200,
    }]);
  });

  it('publishes metrics with the buffer as their one dimension', async () => {
    backend.answer = (response, { headers }) => { response.writeHead(headers['webhook-buffer-id'] === 'p2' ? 500 : 200).end(); };
    await invoke(load(), [fresh({ messageId: 'p1', group: 'a' }), fresh({ messageId: 'p2', group: 'b' })]);
    expect(lines().filter(line => '_aws' in line)).toMatchObject([{
      _aws: { CloudWatchMetrics: [{ Namespace: 'WebhookBuffer', Dimensions: [['service']] }] },
      service: 'Orders',
      Delivered: 1,
      Retried: 1,
      TargetLatency: [expect.any(Number), expect.any(Number)],
      DeliveryAge: expect.any(Number) as number,
    }]);
  });

  it('has nothing to say about an empty batch', async () => {
    expect(await invoke(load(), [])).toEqual({ batchItemFailures: [] });
    expect(lines()).toEqual([]);
  });

  it('hides what failed', async () => {
    backend.answer = response => { response.writeHead(503, { 'Retry-After': '90' }).end(); };
    expect(await invoke(load(), [fresh({ messageId: 'h1' }), fresh({ messageId: 'h2' })])).toEqual({ batchItemFailures: [{ itemIdentifier: 'h1' }, { itemIdentifier: 'h2' }] });
    expect(sqs.requests.map(({ body }) => JSON.parse(body.toString()) as object)).toMatchObject([{
      Entries: [{ ReceiptHandle: 'receipt-of-h1', VisibilityTimeout: 90 }, { ReceiptHandle: 'receipt-of-h2', VisibilityTimeout: 90 }],
    }]);
  });

  it('F21 sends what the target refuses to the dead-letter queue', async () => {
    backend.answer = response => { response.writeHead(410).end(); };
    expect(await invoke(load(), [fresh({ messageId: 'x1', group: 'acme' })])).toEqual({ batchItemFailures: [] });
    expect(sqs.requests.map(({ body }) => JSON.parse(body.toString()) as object)).toMatchObject([{
      QueueUrl: `${sqs.url}/1/dead.fifo`, MessageGroupId: 'acme', MessageDeduplicationId: 'x1', MessageAttributes: { wbReason: { StringValue: 'PERMANENT' }, wbLastStatus: { StringValue: '410' } },
    }]);
  });

  it('F31 puts no secret, body or header value into table or log', async () => {
    backend.answer = response => {
      response.writeHead(500, { 'Set-Cookie': 'session=cookie-hunter2', 'X-Auth-Token': 'header-hunter2' }).end('{"access_token":"answer-hunter2"}');
    };
    await invoke(load(), [fresh({
      messageId: 's1',
      body: '{"card":"body-hunter2"}',
      headers: [['Authorization', 'Bearer auth-hunter2'], ['Cookie', 'id=cookie-hunter2'], ['X-Hub-Signature-256', 'sha256=signature-hunter2'], ['X-Custom', 'custom-hunter2']],
      query: [['token', 'query-hunter2'], ['signature', 'query-hunter2']],
    })]);
    const items = await itemsOf('s1');
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items) + output.join('')).not.toContain('hunter2');
    expect(JSON.stringify(items)).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
  });

  it('publishes that its target refuses it for want of a right, and that it is gone', async () => {
    for (const status of [401, 410]) {
      backend.answer = response => { response.writeHead(status).end(); };
      await invoke(load(), [fresh({ messageId: `trouble-${status}` })]);
    }
    expect(lines().filter(line => '_aws' in line)).toMatchObject([{ TargetRefused: 1, Retried: 1 }, { TargetGone: 1, DeadLettered: 1 }]);
  });

  it('F37 is refused at load where its configuration is missing or impossible', () => {
    expect(() => load({ [FORWARDER_ENVIRONMENT.QUEUE_URL]: '' })).toThrow('environment variable WEBHOOK_BUFFER_QUEUE_URL is not set');
    expect(() => load({ [FORWARDER_ENVIRONMENT.CONFIGURATION]: '{}' })).toThrow('WEBHOOK_BUFFER_CONFIGURATION: buffer is absent');
  });
});

describe('AWS APIs that stall', () => {
  let stops: Array<() => Promise<void>>;
  beforeEach(() => { stops = []; });
  afterEach(() => Promise.all(stops.map(stop => stop())));

  async function stalled(): Promise<string> {
    const { url, stop } = await rawBackend(() => { /* silent */ });
    stops.push(stop);
    return url;
  }

  it('F13 do not keep webhooks from being delivered, and what they did not take is in the log', async () => {
    expect(await invoke(load({ AWS_ENDPOINT_URL_DYNAMODB: await stalled() }), [fresh({ messageId: 'f1' }), fresh({ messageId: 'f2' })])).toEqual({ batchItemFailures: [] });
    expect(backend.requests).toHaveLength(2);
    expect(linesWith(ATTEMPT_LOG_FALLBACK_MESSAGE)).toMatchObject([{ item: { messageId: 'f1', status: 'DELIVERED' } }, { item: { messageId: 'f2', status: 'DELIVERED' } }]);
    expect(lines().find(line => '_aws' in line)).toMatchObject({ Delivered: 2, AttemptLogFailed: 2 });
  });

  it('F15 do not keep the invocation from its end', async () => {
    backend.answer = response => { response.writeHead(500).end(); };
    const url = await stalled();
    const handler = load({ AWS_ENDPOINT_URL_SQS: url, [FORWARDER_ENVIRONMENT.QUEUE_URL]: `${url}/1/queue.fifo` });
    expect(await invoke(handler, [fresh({ messageId: 'f3' })])).toEqual({ batchItemFailures: [{ itemIdentifier: 'f3' }] });
    expect(linesWith('visibility_change_failed')).toMatchObject([{ messages: 1, errorName: 'TimeoutError' }]);
  }, 20_000);
});

describe('what an earlier forwarder got wrong', () => {
  it('a webhook for a backend that cannot be reached is neither deleted nor missing from the log', async () => {
    const handler = load({}, `http://127.0.0.1:${await closedPort()}`);
    expect(await invoke(handler, [fresh({ messageId: 'e1' })])).toEqual({ batchItemFailures: [{ itemIdentifier: 'e1' }] });
    expect(await itemsOf('e1')).toMatchObject([{ status: { S: 'RETRY' }, errorCode: { S: 'ECONNREFUSED' } }, { state: { S: 'FAILING' } }]);
  });

  it('a redirect to a page that answers 200 is no delivery', async () => {
    const login = await Backend.start();
    backend.answer = response => { response.writeHead(302, { Location: login.url }).end(); };
    await invoke(load(), [fresh({ messageId: 'e2' })]);
    expect(login.requests).toEqual([]);
    expect(await itemsOf('e2')).toMatchObject([{ status: { S: 'PERMANENT' }, httpStatus: { N: '302' } }, {}]);
    await login.stop();
  });

  it('headers, binary bodies and repeated query parameters arrive', async () => {
    const body = Buffer.from([0, 159, 146, 150]);
    await invoke(load(), [fresh({ body, headers: [['X-GitHub-Event', 'push']], query: [['a', '1'], ['a', '2']] })]);
    expect(backend.requests).toMatchObject([{ url: '/github?a=1&a=2', headers: { 'x-github-event': 'push' }, body }]);
  });

  it('the attempts of a message do not overwrite each other', async () => {
    backend.answer = response => { response.writeHead(500).end(); };
    const handler = load();
    await invoke(handler, [fresh({ messageId: 'e3' })]);
    await new Promise(resolve => setTimeout(resolve, 2));
    await invoke(handler, [fresh({ messageId: 'e3', receiveCount: 2 })]);
    expect(await itemsOf('e3')).toHaveLength(3);
  });

  it('the environment of the function is not logged at the start', () => {
    load();
    expect(output.join('')).not.toContain(SECRET_OF_THE_FUNCTION);
  });
});
