import type { LocalEvents } from '../events';
import { AttemptTable } from './attempt-table';
import { startConsoleServer, type ConsoleServer } from './http/console-server';
import { EventStream } from './http/event-stream';
import { readPageFiles } from './http/page-files';
import { startSampling } from './sampler';
import type { ConsoleSource } from './source';
import { ConsoleState } from './state/console-state';
import { watchEvents } from './state/watch-events';
import { webhookDetail } from './webhook-detail';
import type { ReleaseAnswer, ReleaseRequest } from '../../../src/contract/parking';

export interface ConsoleOptions {
  readonly events: LocalEvents;
  /** The buffers that it shows. */
  readonly sources: readonly ConsoleSource[];
  /** Any free one by default. */
  readonly port?: number;
}

export type Console = ConsoleServer;

/** A burst of webhooks must not freeze the page, so that it is told several times a second, not at each event. */
const UPDATE_MILLIS = 250;

/** Starts the page that shows what happens to webhooks. */
export async function startConsole({ events, sources, port = 0 }: ConsoleOptions): Promise<Console> {
  const state = new ConsoleState(sources.map(({ buffer }) => buffer));
  const stream = new EventStream();
  const update = (): void => stream.send('update', state.takeChanges());
  const tables = new Map(sources.map(({ buffer, attemptTable }) => [buffer, new AttemptTable(attemptTable)]));
  const server = await startConsoleServer({
    port,
    page: readPageFiles(),
    release: (buffer, request) => release(sources, buffer, request),
    findWebhook: messageId => webhookDetail(messageId, state, tables),
    openStream(response) {
      update(); // so that the others' next update has nothing that this reader already has
      stream.open(response, 'start', { buffers: sources.map(describe), ...state.snapshot() });
    },
  });
  const stopWatching = watchEvents(events, state);
  const stopSampling = startSampling(sources, state);
  const updating = setInterval(update, UPDATE_MILLIS);
  return {
    url: server.url,
    async close() {
      stopWatching();
      stopSampling();
      clearInterval(updating);
      await server.close();
      for (const table of tables.values()) table.close();
    },
  };
}

async function release(sources: readonly ConsoleSource[], buffer: string, request: ReleaseRequest): Promise<ReleaseAnswer | undefined> {
  return sources.find(source => source.buffer === buffer)?.release(request);
}

function describe({ buffer, urls, concurrencyLimit, backend }: ConsoleSource): object {
  return { name: buffer, urls, concurrencyLimit, backendSeen: backend !== undefined };
}
