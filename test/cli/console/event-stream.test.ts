import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { EventReader } from './support/event-reader';
import { accepted, attempted, BUFFER, problem, refused } from './support/events';
import { RunningConsole, source } from './support/running-console';
import { EventStream } from '../../../cli/local/console/http/event-stream';

const started: { stop(): Promise<void> }[] = [];
const readers: EventReader[] = [];

async function start(...[sources]: Parameters<typeof RunningConsole.start>): Promise<RunningConsole> {
  const running = await RunningConsole.start(sources);
  started.push(running);
  return running;
}

async function read(running: RunningConsole): Promise<EventReader> {
  const reader = await EventReader.open(running.url);
  readers.push(reader);
  return reader;
}

afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const running of started.splice(0)) await running.stop();
});

describe('the stream of events', () => {
  test('starts with the buffers and all that is known', async () => {
    const running = await start([source({ urls: ['http://127.0.0.1:4000/prod/github'] })]);
    running.events.emit('accepted', accepted());
    running.events.emit('refused', refused());
    running.events.emit('problem', problem());
    const reader = await read(running);
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('cache-control')).toBe('no-store');
    const { name, data } = await reader.next();
    expect(name).toBe('start');
    expect(data).toEqual({
      buffers: [{ name: BUFFER, urls: ['http://127.0.0.1:4000/prod/github'], concurrencyLimit: 5, backendSeen: false }],
      figures: { [BUFFER]: expect.objectContaining({ accepted: 1, queued: 1, refused: 1 }) as unknown },
      webhooks: [expect.objectContaining({ messageId: 'm1', state: 'queued' })],
      forgotten: [],
      refusals: [refused()],
      problems: [problem()],
      samples: [],
    });
  });

  test('goes on with what changed', async () => {
    const running = await start();
    const reader = await read(running);
    await reader.next();
    running.events.emit('accepted', accepted());
    running.events.emit('attempt', attempted());
    const { data } = await reader.until(({ name, data: { webhooks } }) => name === 'update' && webhooks.length > 0);
    expect(data.webhooks).toEqual([expect.objectContaining({ messageId: 'm1', state: 'delivered' })]);
    expect(data.figures[BUFFER]).toMatchObject({ accepted: 1, delivered: 1 });
  });

  test('tells a burst in few events', async () => {
    const running = await start();
    const reader = await read(running);
    await reader.next();
    for (let index = 0; index < 1_000; index++) running.events.emit('accepted', accepted({ messageId: `m${index}` }));
    const { data } = await reader.until(({ data: { webhooks } }) => webhooks.length > 0);
    expect(data.webhooks).toHaveLength(1_000);
  });

  test('tells each reader everything once, whenever it came', async () => {
    const running = await start();
    running.events.emit('refused', refused({ status: 413 }));
    const early = await read(running);
    running.events.emit('refused', refused({ status: 415 }));
    const late = await read(running);
    running.events.emit('refused', refused({ status: 400 }));
    for (const reader of [early, late]) {
      const statuses: number[] = [];
      while (statuses.length < 3) statuses.push(...(await reader.next()).data.refusals.map(({ status }) => status));
      expect(statuses).toEqual([413, 415, 400]);
    }
  });

  test('survives what breaks lines', async () => {
    const running = await start();
    const reader = await read(running);
    running.events.emit('accepted', accepted({ group: 'a\n\ndata: {}\r\u2028b', path: '/prod/\ud800' }));
    const { data } = await reader.until(({ data: { webhooks } }) => webhooks.length > 0);
    expect(data.webhooks[0]).toMatchObject({ group: 'a\n\ndata: {}\r\u2028b', path: '/prod/\ud800' });
  });

  test('has the queue and the backend once a second, with the peak in between', async () => {
    const backend = { concurrency: 3, highestConcurrency: 4 };
    const running = await start([source({ backend, pending: async () => 17 })]);
    const reader = await read(running);
    running.events.emit('attempt', attempted({ status: 'RETRY' }));
    setTimeout(() => { backend.concurrency = 0; }, 200);
    const sampled = ({ data: { samples } }: { data: { samples: readonly object[] } }): boolean => samples.length > 0;
    const first = await reader.until(sampled);
    const at = expect.any(Number) as number;
    expect(first.data.samples).toEqual([{ buffer: BUFFER, at, onQueue: 17, retrying: 1, concurrency: 3, highestConcurrency: 4 }]);
    expect((await reader.until(sampled)).data.samples).toEqual([expect.objectContaining({ concurrency: 0, highestConcurrency: 4 })]);
  });

  test('leaves out what the queue does not tell and a backend that it cannot see', async () => {
    const running = await start([source({ pending: () => Promise.reject(new Error('stopped')) })]);
    const reader = await read(running);
    const { data } = await reader.until(({ data: { samples } }) => samples.length > 0);
    expect(data.samples).toEqual([{ buffer: BUFFER, at: expect.any(Number) as number, retrying: 0 }]);
  });

  test('ends with the console', async () => {
    const running = await RunningConsole.start();
    const reader = await EventReader.open(running.url);
    await reader.next();
    await running.stop();
    await expect(reader.until(() => false)).rejects.toThrow();
  });

  test('is cut off from a reader that does not read', async () => {
    const stream = new EventStream();
    const server = createServer((_, response) => stream.open(response, 'start', {})).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    started.push({
      async stop() {
        socket.destroy();
        server.close();
        server.closeAllConnections();
      },
    });
    const [connection] = await once(server, 'connection') as [NodeJS.EventEmitter];
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    const cutOff = once(connection, 'close');
    for (let sent = 0; sent < 40; sent++) stream.send('update', 'x'.repeat(1_048_576));
    await cutOff;
  });
});
