import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { App, CfnParameter, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Backend, type BackendRequest } from '../../cli/local/backend/backend';
import { systemClock } from '../../cli/local/clock';
import { LOCAL_CREDENTIALS } from '../../cli/local/credentials';
import type { LocalBuffer } from '../../cli/local/local-buffer';
import { QueueService } from '../../cli/local/queue-service';
import { startLocalStack, type LocalStack, type LocalStackOptions } from '../../cli/local/stack';
import { startTableEngine } from '../../cli/local/table/table-engine';
import { MessageGrouping, Throttle, WebhookBuffer, WebhookTarget, type WebhookBufferProps } from '../../src';
import { freePorts } from '../cli/support/free-ports';
import { ManualClock } from '../cli/support/manual-clock';

jest.setTimeout(120_000);

const directories: string[] = [];
const cleanups: Array<() => Promise<unknown>> = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => directories.forEach(directory => rmSync(directory, { recursive: true })));

const PROPS: WebhookBufferProps = {
  target: WebhookTarget.http('https://orders.example.com/hooks'),
  grouping: MessageGrouping.header('x-group'),
};

/** Synthesizes an app. */
function synthesize(build: (app: App) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'webhook-buffer-system-'));
  directories.push(outdir);
  const app = new App({ outdir });
  build(app);
  app.synth();
  return outdir;
}

const oneBuffer = (props: Partial<WebhookBufferProps> = {}): string => synthesize(app => {
  new WebhookBuffer(new Stack(app, 'Shop'), 'Orders', { ...PROPS, ...props });
});

async function start(assembly: string, options: Partial<LocalStackOptions> = {}): Promise<LocalStack> {
  const stack = await startLocalStack({ assembly, ...options });
  cleanups.push(() => stack.stop(0));
  return stack;
}

function post(url: string, body: string | Buffer, headers: Record<string, string> = {}, method = 'POST'): Promise<Response> {
  return fetch(url, { method, body: new Uint8Array(Buffer.from(body)), headers: { 'content-type': 'application/json', 'x-group': 'a', ...headers } });
}

async function attemptsOf({ endpoints, tableName }: LocalBuffer): Promise<Array<Record<string, unknown>>> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: endpoints.dynamodbEndpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS }));
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  client.destroy();
  return Items.filter(({ sk }) => String(sk).startsWith('A#'));
}

const bodiesOf = (requests: readonly BackendRequest[]): string[] => requests.map(({ body }) => body.toString());
const valuesOf = ({ headers }: BackendRequest, name: string): string[] =>
  headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value);

describe('a webhook', () => {
  test('P1, P2: is answered when it is on the queue, and arrives with the same bytes, method, path, query and headers', async () => {
    const stack = await start(oneBuffer());
    const [buffer] = stack.buffers;
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const response = await post(`${buffer.urls[0]}created/a%2Fb?x=1&y=%C3%BC`, bytes, {
      'content-type': 'application/octet-stream', 'x-signature': 'sha256=ab+/=', 'user-agent': 'GitHub-Hookshot/1',
    }, 'PUT');
    expect(response.status).toBe(200);
    const { messageId } = await response.json() as { messageId: string };

    expect(await stack.drain(50_000)).toBe(0);
    const [request] = buffer.backend?.requests ?? [];
    expect(request.body).toEqual(bytes);
    expect(request.method).toBe('PUT');
    expect(request.url).toBe('/hooks/created/a%2Fb?x=1&y=%C3%BC');
    expect(valuesOf(request, 'x-signature')).toEqual(['sha256=ab+/=']);
    expect(valuesOf(request, 'user-agent')).toEqual(['GitHub-Hookshot/1']);
    expect(valuesOf(request, 'content-type')).toEqual(['application/octet-stream']);
    expect(valuesOf(request, 'webhook-buffer-id')).toEqual([messageId]);
  });

  test('P6: has its attempts in the table', async () => {
    const stack = await start(oneBuffer());
    const [buffer] = stack.buffers;
    const { messageId } = await (await post(buffer.urls[0], '{}')).json() as { messageId: string };
    await stack.drain(50_000);
    expect(await attemptsOf(buffer)).toEqual([expect.objectContaining({ messageId, group: 'a', status: 'DELIVERED', httpStatus: 200, route: '/' })]);
  });

  test('is told about: accepted, attempted, and by an invocation', async () => {
    const stack = await start(oneBuffer());
    const told: unknown[] = [];
    stack.events.on('accepted', ({ group, path, body }) => told.push(['accepted', group, path, body.toString()]));
    stack.events.on('attempt', ({ group, status, attempt }) => told.push(['attempt', group, status, attempt]));
    stack.events.on('invocation', ({ buffer, records, outcome }) => told.push(['invocation', buffer, records, outcome]));
    stack.events.on('refused', ({ status }) => told.push(['refused', status]));
    await post(`${stack.buffers[0].urls[0]}`, '{"a":1}');
    await post(`${stack.buffers[0].urls[0]}`, 'x', { 'content-type': 'no/such-type' });
    await stack.drain(50_000);
    expect(told).toEqual(expect.arrayContaining([
      ['accepted', 'a', '/prod/', '{"a":1}'],
      ['refused', 415],
      ['attempt', 'a', 'DELIVERED', 1],
      ['invocation', 'Shop/Orders', 1, 'succeeded'],
    ]));
  });
});

test('P3, P4: many webhooks arrive in the order of their groups, no more at a time than configured', async () => {
  const stack = await start(oneBuffer({ throttle: Throttle.concurrency(4) }), { backend: { behaviour: () => ({ delayMillis: 5 }) } });
  const [{ urls, backend }] = stack.buffers;
  const groups = Array.from({ length: 12 }, (_, index) => `g${index}`);
  await Promise.all(groups.map(async group => {
    for (let index = 0; index < 10; index += 1) await post(urls[0], `${group}:${index}`, { 'x-group': group, 'content-type': 'text/plain' });
  }));
  expect(await stack.drain(40_000)).toBe(0);
  const bodies = bodiesOf(backend?.requests ?? []);
  for (const group of groups) {
    expect(bodies.filter(body => body.startsWith(`${group}:`))).toEqual(Array.from({ length: 10 }, (_, index) => `${group}:${index}`));
  }
  expect(backend?.highestConcurrency).toBeGreaterThan(1);
  expect(backend?.highestConcurrency).toBeLessThanOrEqual(4);
});

describe('P5: nothing is lost', () => {
  /** Lets virtual time pass until the queues are empty, but not while the forwarder, which lives in real time, works. */
  async function drainInVirtualTime(stack: LocalStack, clock: ManualClock, stepMillis: number): Promise<void> {
    while (await stack.pending() > 0) {
      await new Promise(resolve => setTimeout(resolve, 20));
      if (stack.buffers.every(({ activeInvocations }) => activeInvocations === 0)) clock.advance(stepMillis);
    }
  }

  /** The bodies in the order in which they came, repetitions of the same one left out. */
  const withoutRepetitions = (bodies: string[]): string[] => bodies.filter((body, index) => body !== bodies[index - 1]);

  test('in an outage of hours, which takes seconds here', async () => {
    const clock = new ManualClock(Date.now());
    const outageEnd = clock.now() + Duration.hours(6).toMilliseconds();
    const stack = await start(oneBuffer(), {
      clock,
      backend: { behaviour: () => clock.now() < outageEnd ? { status: 503, headers: { 'Retry-After': '1800' } } : {} },
    });
    const [buffer] = stack.buffers;
    for (const body of ['1', '2', '3']) await post(buffer.urls[0], body);
    await drainInVirtualTime(stack, clock, 120_000);
    expect(clock.now()).toBeGreaterThan(outageEnd);
    expect(withoutRepetitions(bodiesOf(buffer.backend?.requests ?? []))).toEqual(['1', '2', '3']);
    const statuses = (await attemptsOf(buffer)).map(({ status }) => status);
    expect(statuses.filter(status => status === 'DELIVERED')).toHaveLength(3);
    expect(statuses.filter(status => status === 'RETRY').length).toBeGreaterThan(5);
  });

  test('when the forwarder is killed while it waits for the backend', async () => {
    const clock = new ManualClock(Date.now());
    let kills = 0;
    let kill = (): void => {};
    const stack = await start(oneBuffer(), {
      clock,
      onInvoke: invocation => {
        kill = invocation.kill;
      },
      backend: {
        onRequest: () => {
          kills += 1;
          if (kills <= 2) kill();
        },
      },
    });
    const outcomes: string[] = [];
    stack.events.on('invocation', ({ outcome }) => outcomes.push(outcome));
    const [buffer] = stack.buffers;
    for (const body of ['1', '2']) await post(buffer.urls[0], body);
    await drainInVirtualTime(stack, clock, 60_000);
    expect(outcomes.filter(outcome => outcome === 'crashed')).toHaveLength(2);
    expect(withoutRepetitions(bodiesOf(buffer.backend?.requests ?? []))).toEqual(['1', '2']);
  });

  test('when the backend refuses connections for a while', async () => {
    const clock = new ManualClock(Date.now());
    const stack = await start(oneBuffer(), { clock });
    const [buffer] = stack.buffers;
    await buffer.backend?.refuse();
    const failed = new Promise<string | undefined>(resolve => stack.events.once('attempt', ({ errorCode }) => resolve(errorCode)));
    await post(buffer.urls[0], '1');
    expect(await failed).toBe('ECONNREFUSED');
    await buffer.backend?.accept();
    await drainInVirtualTime(stack, clock, 10_000);
    expect(bodiesOf(buffer.backend?.requests ?? [])).toEqual(['1']);
  });
});

describe('where webhooks go', () => {
  test('a target that is not on this machine is replaced: nothing leaves it', async () => {
    const { buffers: [buffer] } = await start(oneBuffer());
    expect(buffer.templateTargetUrl).toBe('https://orders.example.com/hooks');
    expect(buffer.targetUrl).toBe(`${buffer.backend?.url}/hooks`);
  });

  test('the replacement can be a backend of the user', async () => {
    const own = await Backend.start();
    cleanups.push(() => own.stop());
    const stack = await start(oneBuffer(), { backendUrl: own.url });
    expect(stack.buffers[0]).toMatchObject({ targetUrl: `${own.url}/hooks`, backend: undefined });
    await post(stack.buffers[0].urls[0], 'mine');
    await stack.drain(50_000);
    expect(own.requests.map(({ url, body }) => [url, body.toString()])).toEqual([['/hooks', 'mine']]);
  });

  test('a target on this machine is used as it is', async () => {
    const own = await Backend.start();
    cleanups.push(() => own.stop());
    const { buffers: [buffer] } = await start(oneBuffer({ target: WebhookTarget.http(`${own.url}/own`, { allowHttp: true }) }), { backendUrl: 'http://127.0.0.1:1' });
    expect(buffer).toMatchObject({ targetUrl: `${own.url}/own`, templateTargetUrl: `${own.url}/own`, backend: undefined });
  });
});

describe('an app', () => {
  const several = (): string => synthesize(app => {
    const shop = new Stack(app, 'Shop');
    new WebhookBuffer(shop, 'Orders', PROPS).addRoute('/github');
    new WebhookBuffer(shop, 'Bills', { ...PROPS, fifo: false, grouping: undefined });
    new WebhookBuffer(new NestedStack(shop, 'Inner'), 'Nested', PROPS);
    new WebhookBuffer(new Stack(new Stage(app, 'Test'), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Orders', PROPS);
  });

  test('may have several buffers, in one stack, in stages, nested, and in other accounts and regions', async () => {
    const stack = await start(several());
    expect(stack.buffers.map(({ name }) => name)).toEqual(['Shop/Orders', 'Shop/Bills', 'Shop/Inner/Nested', 'Test/Shop/Orders']);
    expect(stack.buffers[0].urls.map(url => new URL(url).pathname)).toEqual(['/prod/', '/prod/github']);
    const sent = stack.buffers.flatMap(({ name, urls }) => urls.map(url => post(url, `${name} ${url}`)));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await stack.drain(50_000)).toBe(0);
    for (const { name, urls, backend } of stack.buffers) {
      expect(bodiesOf(backend?.requests ?? []).sort()).toEqual(urls.map(url => `${name} ${url}`).sort());
    }
  });

  test('can be run in part', async () => {
    const stack = await start(several(), { stacks: ['Test/Shop'] });
    expect(stack.buffers.map(({ name, queueUrl }) => [name, new URL(queueUrl).pathname.split('/')[1]])).toEqual([['Test/Shop/Orders', '111122223333']]);
  });

  test('gets doors on ports that follow each other', async () => {
    const port = await freePorts(3);
    const stack = await start(several(), { stacks: ['Shop'], port });
    expect(stack.buffers.map(({ urls }) => Number(new URL(urls[0]).port))).toEqual([port, port + 1, port + 2]);
  });

  test('is told where its doors have no ports', async () => {
    await expect(startLocalStack({ assembly: several(), stacks: ['Shop'], port: 65_534 }))
      .rejects.toThrow('The doors of 3 buffers need the ports from 65534 to 65536, and the last one there is is 65535; choose a lower one with --port.');
  });

  test('takes parameters, also those from Parameter Store', async () => {
    const assembly = synthesize(app => {
      const shop = new Stack(app, 'Shop');
      const path = new CfnParameter(shop, 'Path').valueAsString;
      new WebhookBuffer(shop, 'Orders', { ...PROPS, target: WebhookTarget.http(`${StringParameter.valueForStringParameter(shop, '/orders/url')}${path}`) });
    });
    await expect(startLocalStack({ assembly })).rejects.toThrow(/parameters have no value on this machine: .*give them with .*--parameter \/orders\/url=<value>/);
    const parameters = { '/orders/url': 'https://orders.example.com', 'Path': '/hooks' };
    await expect(startLocalStack({ assembly, parameters: { ...parameters, '/order/url': '' } }))
      .rejects.toThrow(/^No stack of the app has the parameter \/order\/url; parameters of its stacks: .*\/orders\/url/);
    const [{ templateTargetUrl }] = (await start(assembly, { parameters })).buffers;
    expect(templateTargetUrl).toBe('https://orders.example.com/hooks');
  });

  test('is told what is not emulated', async () => {
    const stack = await start(oneBuffer());
    expect(stack.typesNotRun).toEqual(expect.arrayContaining(['AWS::IAM::Role', 'AWS::CloudWatch::Alarm']));
    expect(stack.buffers[0].notEmulated).toEqual(expect.arrayContaining(['AccessLogSetting', 'TimeToLiveSpecification']));
  });
});

describe('engines of the user', () => {
  test('take the place of the embedded ones', async () => {
    const queues = await QueueService.start({ account: '999999999999', region: 'mars-1', clock: systemClock });
    cleanups.push(() => queues.stop());
    const tables = await startTableEngine();
    cleanups.push(() => tables.stop());
    const assembly = synthesize(app => {
      new WebhookBuffer(new Stack(app, 'Shop', { env: { account: '999999999999', region: 'mars-1' } }), 'Orders', PROPS);
    });
    const stack = await start(assembly, { sqsEndpoint: queues.endpoint, dynamodbEndpoint: tables.endpoint });
    const [buffer] = stack.buffers;
    expect(buffer.endpoints).toEqual({ sqsEndpoint: queues.endpoint, dynamodbEndpoint: tables.endpoint });
    await post(buffer.urls[0], 'x');
    expect(await stack.drain(50_000)).toBe(0);
    expect(queues.engine?.listQueues().map(({ name }) => name)).toContain(buffer.queueUrl.split('/').at(-1));
    expect(await attemptsOf(buffer)).toHaveLength(1);
  });

  test.each([
    ['sqsEndpoint', 'The SQS endpoint must be on this machine'],
    ['dynamodbEndpoint', 'The DynamoDB endpoint must be on this machine'],
    ['backendUrl', 'The backend must be on this machine'],
  ])('must be on this machine: %s', async (option, message) => {
    await expect(startLocalStack({ assembly: oneBuffer(), [option]: 'https://service.example.com' })).rejects.toThrow(message);
  });

  test('are named when they cannot be reached', async () => {
    await expect(startLocalStack({ assembly: oneBuffer(), sqsEndpoint: 'http://127.0.0.1:1' }))
      .rejects.toThrow(/^Cannot create queue Shop-OrdersDeadLetterQueue\w+\.fifo at http:\/\/127\.0\.0\.1:1: /);
    await expect(startLocalStack({ assembly: oneBuffer(), dynamodbEndpoint: 'http://127.0.0.1:1' }))
      .rejects.toThrow(/^Cannot create table Shop-OrdersAttemptLog\w+ at http:\/\/127\.0\.0\.1:1: /);
  });
});

describe('ending', () => {
  test('lets the delivery that runs end, and counts what is left', async () => {
    const stack = await startLocalStack({
      assembly: oneBuffer({ throttle: Throttle.serial(), grouping: undefined }),
      backend: { behaviour: ({ body }) => body.toString() === 'slow' ? { delayMillis: 500 } : { status: 503 } },
    });
    const [buffer] = stack.buffers;
    const statuses: string[] = [];
    stack.events.on('attempt', ({ status }) => statuses.push(status));
    await post(buffer.urls[0], 'slow');
    while (buffer.backend?.concurrency === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await post(buffer.urls[0], 'left');
    expect(await stack.stop(10_000)).toBe(1);
    expect(statuses).toEqual(['DELIVERED']);
    await expect(post(buffer.urls[0], 'late')).rejects.toThrow('fetch failed');
  });

  test('follows when a port is in use, and leaves nothing running', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => new Promise(resolve => occupant.close(resolve)));
    await new Promise(resolve => occupant.once('listening', resolve));
    const { port } = occupant.address() as AddressInfo;
    await expect(startLocalStack({ assembly: oneBuffer(), port })).rejects.toThrow(new RegExp(`port ${port} of 127\\.0\\.0\\.1 .*in use`));
  });
});
