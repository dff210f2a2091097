import { randomUUID } from 'node:crypto';
import { ExecutionEnvironment, type InvocationResult } from './execution-environment';
import type { FunctionDefinition } from './function-definition';

/** An invocation that is being worked on; fault tests end it early. */
export interface RunningInvocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly pid: number;
  /** Ends the process at once, as a crash would. */
  kill(): void;
}

export interface LambdaFunctionOptions {
  readonly onLog: (stream: 'stdout' | 'stderr', line: string) => void;
  readonly onInvoke?: (invocation: RunningInvocation) => void;
  /** How long a process without work is kept; 5 minutes by default. */
  readonly idleMillis?: number;
}

const IDLE_MILLIS = 5 * 60_000;

/** A Lambda function: as many execution environments as there are invocations at the same time, within its reserved concurrency. */
export class LambdaFunction {
  private readonly environments = new Set<ExecutionEnvironment>();
  private readonly idle: ExecutionEnvironment[] = [];
  private active = 0;
  private stopped = false;

  constructor(private readonly definition: FunctionDefinition, private readonly options: LambdaFunctionOptions) {}

  async invoke(payload: string, requestId: string = randomUUID()): Promise<InvocationResult> {
    if (this.stopped || this.active >= this.definition.reservedConcurrency) return { outcome: 'throttled' };
    this.active += 1;
    try {
      return await this.invokeIn(this.idle.pop() ?? await this.start(), payload, requestId);
    } finally {
      this.active -= 1;
    }
  }

  /** Ends all processes, those that work included, and waits until they are gone. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.environments].map(environment => environment.stop()));
  }

  private async start(): Promise<ExecutionEnvironment> {
    const environment = await ExecutionEnvironment.start(this.definition, this.options.onLog);
    this.environments.add(environment);
    void environment.ended.then(() => {
      this.environments.delete(environment);
      const index = this.idle.indexOf(environment);
      if (index >= 0) this.idle.splice(index, 1);
    });
    if (this.stopped) await environment.stop();
    return environment;
  }

  private async invokeIn(environment: ExecutionEnvironment, payload: string, requestId: string): Promise<InvocationResult> {
    this.options.onInvoke?.({ requestId, payload, pid: environment.pid, kill: () => environment.kill() });
    const result = await environment.invoke(payload, requestId);
    if (environment.alive) {
      this.idle.push(environment);
      environment.stopWhenIdle(this.options.idleMillis ?? IDLE_MILLIS);
    }
    return result;
  }
}
