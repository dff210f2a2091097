import { BUFFER } from './events';
import { startConsole, type Console, type ConsoleSource } from '../../../../cli/local/console';
import type { AttemptTableAddress } from '../../../../cli/local/console/source';
import { LocalEvents } from '../../../../cli/local/events';

/** Where nothing listens: port 9 is for discarding. */
export const NO_TABLE: AttemptTableAddress = { endpoint: 'http://127.0.0.1:9', region: 'eu-central-1', tableName: 'attempts' };

export function source(change: Partial<ConsoleSource> = {}): ConsoleSource {
  return { buffer: BUFFER, urls: ['http://127.0.0.1:4000/prod/'], concurrencyLimit: 5, attemptTable: NO_TABLE, pending: async () => 0, release: async () => ({ released: 0, complete: true }), ...change };
}

/** A console whose local stack is the test. */
export class RunningConsole {
  static async start(sources: readonly ConsoleSource[] = [source()], port?: number): Promise<RunningConsole> {
    const events = new LocalEvents();
    return new RunningConsole(events, await startConsole({ events, sources, port }));
  }

  private constructor(readonly events: LocalEvents, private readonly console: Console) {}

  get url(): string {
    return this.console.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(): Promise<void> {
    await this.console.close();
  }
}
