import { MappingServer, type SwitchableMapping } from './mapping-server';
import type { Clock } from '../clock';
import type { FunctionDefinition } from '../runtime/function-definition';
import { LambdaFunction } from '../runtime/lambda-function';

export interface WatchdogDefinition {
  readonly function: FunctionDefinition;
  /** Of the event source mapping that it switches. */
  readonly mappingId: string;
  readonly intervalSeconds: number;
}

export interface LocalWatchdogOptions {
  readonly definition: WatchdogDefinition;
  readonly mapping: SwitchableMapping;
  readonly variables: { readonly [name: string]: string };
  readonly clock: Clock;
  readonly onLog: (stream: 'stdout' | 'stderr', line: string) => void;
  readonly onError: (message: string) => void;
}

/** The function that pauses a buffer in long outages, called by its schedule. */
export class LocalWatchdog {
  static async start(options: LocalWatchdogOptions): Promise<LocalWatchdog> {
    const { definition, mapping, variables, onLog } = options;
    const server = await MappingServer.start(definition.mappingId, mapping);
    const own = { ...definition.function.variables, ...variables, AWS_ENDPOINT_URL_LAMBDA: server.endpoint };
    return new LocalWatchdog(options, server, new LambdaFunction({ ...definition.function, variables: own }, { onLog }));
  }

  private cancel?: () => void;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: LocalWatchdogOptions,
    private readonly server: MappingServer,
    private readonly lambda: LambdaFunction,
  ) {
    this.schedule();
  }

  async stop(): Promise<void> {
    this.cancel?.();
    await this.lambda.stop();
    await this.running;
    await this.server.stop();
  }

  private schedule(): void {
    this.cancel = this.options.clock.after(this.options.definition.intervalSeconds * 1000, () => {
      this.schedule();
      // An invocation that takes longer than the interval has the next one beside it, as in AWS.
      this.running = Promise.all([this.running, this.invoke()]).then(() => {});
    });
  }

  private async invoke(): Promise<void> {
    const { clock, onError } = this.options;
    const result = await this.lambda.invoke(JSON.stringify({ 'detail-type': 'Scheduled Event', 'source': 'aws.events', 'time': new Date(clock.now()).toISOString() }));
    if ('error' in result) onError(`The watchdog failed: ${result.error}`);
  }
}
