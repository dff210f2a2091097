import { findBuffers, resolveBuffer, typesNotRun, type DeclaredBuffer } from './assembly/buffers';
import { loadAssembly, type AssemblyStack } from './assembly/load-assembly';
import { AppScope } from './assembly/stack-scope';
import { systemClock, type Clock } from './clock';
import { LocalEvents } from './events';
import { LocalBuffer, type LocalBufferOptions } from './local-buffer';
import { LocalEnvironment } from './local-environment';
import { requireLoopback } from './loopback';

export interface LocalStackOptions extends Pick<LocalBufferOptions, 'backendUrl' | 'backend' | 'onInvoke'> {
  /** Directory of the cloud assembly. */
  readonly assembly: string;
  readonly skipVersionCheck?: boolean;
  /** Stacks whose buffers are run; all by default. */
  readonly stacks?: readonly string[];
  /** Port of the first buffer's door, the other buffers' following it; free ones by default. */
  readonly port?: number;
  /** Engines to use in place of the embedded ones. */
  readonly sqsEndpoint?: string;
  readonly dynamodbEndpoint?: string;
  readonly clock?: Clock;
  readonly events?: LocalEvents;
}

/** Runs the buffers of a synthesized app on this machine. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const stack = new LocalStack(options);
  try {
    await stack.start();
    return stack;
  } catch (error) {
    await stack.stop(0);
    throw error;
  }
}

const DRAIN_CHECK_MILLIS = 50;

/** The buffers of an app, with all that stands for AWS around them. */
export class LocalStack {
  readonly events: LocalEvents;
  readonly buffers: LocalBuffer[] = [];
  /** By account and region. */
  readonly environments = new Map<string, LocalEnvironment>();
  private readonly clock: Clock;
  private readonly stacks: readonly AssemblyStack[];
  private readonly declared: readonly DeclaredBuffer[];
  /** Types of resources of the buffers' stacks that are not run. */
  readonly typesNotRun: readonly string[];

  constructor(private readonly options: LocalStackOptions) {
    requireEndpointsHere(options);
    this.events = options.events ?? new LocalEvents();
    this.clock = options.clock ?? systemClock;
    this.stacks = loadAssembly(options.assembly, { skipVersionCheck: options.skipVersionCheck });
    this.declared = findBuffers(this.stacks, options.stacks ?? []);
    this.typesNotRun = typesNotRun(this.declared);
  }

  async start(): Promise<void> {
    for (const { stack } of this.declared) await this.startEnvironment(stack);
    const app = new AppScope(this.stacks, (queueName, stack) => this.environmentOf(stack).queues.url(queueName));
    await this.createQueues(app);
    for (const [index, buffer] of this.declared.entries()) await this.startBuffer(buffer, app, index);
  }

  /** Webhooks on the queues, those being delivered included. */
  async pending(): Promise<number> {
    const counts = await Promise.all(this.buffers.map(buffer => buffer.pending()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Waits until all queues are empty, but no longer than given; the number of webhooks that are left. */
  async drain(timeoutMillis: number): Promise<number> {
    const end = Date.now() + timeoutMillis;
    for (;;) {
      const left = await this.pending();
      if (left === 0 || Date.now() >= end) return left;
      await new Promise(resolve => setTimeout(resolve, DRAIN_CHECK_MILLIS));
    }
  }

  /** Takes no more webhooks, gives the deliveries that run time to end, and ends everything; the number of webhooks that are left. */
  async stop(graceMillis: number): Promise<number> {
    await Promise.all(this.buffers.map(buffer => buffer.stop(graceMillis)));
    const left = await this.pending();
    await Promise.all([...this.environments.values()].map(environment => environment.stop()));
    return left;
  }

  private async startEnvironment(stack: AssemblyStack): Promise<void> {
    if (this.environments.has(environmentKey(stack))) return;
    const { sqsEndpoint, dynamodbEndpoint } = this.options;
    const { account, region } = stack;
    this.environments.set(environmentKey(stack), await LocalEnvironment.start({ account, region, sqsEndpoint, dynamodbEndpoint, clock: this.clock }));
  }

  private environmentOf(stack: AssemblyStack): LocalEnvironment {
    const environment = this.environments.get(environmentKey(stack));
    if (!environment) throw new Error(`No buffer of ${environmentKey(stack)} runs, so that stack ${stack.id} has no queues.`);
    return environment;
  }

  /** Before anything refers to them, as an engine chooses the URLs of its queues. */
  private async createQueues(app: AppScope): Promise<void> {
    for (const { stack, parts } of this.declared) {
      const scope = app.of(stack);
      await this.environmentOf(stack).queues.create(scope.resource(parts.queue), scope.resource(parts.deadLetterQueue));
    }
  }

  private async startBuffer(buffer: DeclaredBuffer, app: AppScope, index: number): Promise<void> {
    const { backendUrl, backend, onInvoke, port: firstPort } = this.options;
    this.buffers.push(await LocalBuffer.start(resolveBuffer(buffer, app.of(buffer.stack)), {
      environment: this.environmentOf(buffer.stack),
      events: this.events,
      clock: this.clock,
      port: firstPort && firstPort + index,
      backendUrl,
      backend,
      onInvoke,
    }));
  }
}

function environmentKey({ account, region }: AssemblyStack): string {
  return `${account}/${region}`;
}

function requireEndpointsHere({ sqsEndpoint, dynamodbEndpoint, backendUrl }: LocalStackOptions): void {
  if (sqsEndpoint !== undefined) requireLoopback('The SQS endpoint', sqsEndpoint);
  if (dynamodbEndpoint !== undefined) requireLoopback('The DynamoDB endpoint', dynamodbEndpoint);
  if (backendUrl !== undefined) requireLoopback('The backend', backendUrl);
}
