import { findBuffers, resolveBuffer, typesNotRun, type DeclaredBuffer } from './assembly/buffers';
import { declaredSecrets } from './assembly/declared-secrets';
import { loadAssembly, type AssemblyStack } from './assembly/load-assembly';
import { parameterNames } from './assembly/parameters';
import { AppScope, type StackScope } from './assembly/stack-scope';
import { readBuffer, secretsRead } from './buffer-definition';
import { systemClock, type Clock } from './clock';
import { startConsole, type Console } from './console';
import { LocalEvents } from './events';
import { LocalBuffer, type LocalBufferOptions } from './local-buffer';
import { LocalEnvironment } from './local-environment';
import { requireLoopback } from './loopback';
import { GivenValues, type GivenSecrets } from './secrets/given-values';
import { SecretBook } from './secrets/secret-book';
import { describeNeighbours, neighbours, type Neighbours } from './targets/neighbours';

export interface LocalStackOptions extends Pick<LocalBufferOptions, 'backendUrl' | 'backend' | 'backendGauge' | 'onInvoke'> {
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
  /** Values of what Secrets Manager or Parameter Store holds in AWS. */
  readonly secrets?: GivenSecrets;
  /** Values of template parameters by logical id, and of what Parameter Store holds in AWS by name. */
  readonly parameters?: { readonly [name: string]: string };
  /** Whether to serve the page that shows what happens. */
  readonly console?: boolean;
  readonly clock?: Clock;
  readonly events?: LocalEvents;
}

/** Runs the buffers of a synthesized app on this machine. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  return LocalStack.start(options);
}

const DRAIN_CHECK_MILLIS = 50;
const LAST_PORT = 65_535;

/** The buffers of an app, with all that stands for AWS around them. */
export class LocalStack {
  static async start(options: LocalStackOptions): Promise<LocalStack> {
    requireEndpointsHere(options);
    const stacks = loadAssembly(options.assembly, { skipVersionCheck: options.skipVersionCheck });
    const declared = findBuffers(stacks, options.stacks ?? []);
    requirePortsExist(options.port, declared.length);
    const stack = new LocalStack(options, declared);
    try {
      await stack.run(stacks, declared);
      return stack;
    } catch (error) {
      await stack.stop(0).catch(() => {}); // what kept it from starting says more
      throw error;
    }
  }

  readonly events: LocalEvents;
  readonly buffers: LocalBuffer[] = [];
  /** By account and region. */
  readonly environments = new Map<string, LocalEnvironment>();
  private readonly clock: Clock;
  private console?: Console;
  private readonly neighbours = new Map<DeclaredBuffer, Neighbours>();

  private constructor(private readonly options: LocalStackOptions, private readonly declared: readonly DeclaredBuffer[]) {
    this.events = options.events ?? new LocalEvents();
    this.clock = options.clock ?? systemClock;
  }

  /** Types of resources of the buffers' stacks that are not run. */
  get typesNotRun(): readonly string[] {
    const around = [...this.neighbours.values()];
    const queues = around.flatMap(({ queues: given }) => given.flatMap(({ declared }) => declared?.logicalId ?? []));
    return typesNotRun(this.declared, new Set([...queues, ...around.flatMap(({ functions }) => functions.map(({ logicalId }) => logicalId))]));
  }

  /** Where the page is that shows what happens; absent unless it was asked for. */
  get consoleUrl(): string | undefined {
    return this.console?.url;
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

  /** Takes no more webhooks, and delivers what is on the queues for as long as given; the number of webhooks that are left. */
  async closeDoors(drainMillis: number): Promise<number> {
    await Promise.all(this.buffers.map(buffer => buffer.closeDoor()));
    return this.drain(drainMillis);
  }

  /** Takes no more webhooks, gives the deliveries that run time to end, and ends everything; the number of webhooks that are left. */
  async stop(graceMillis: number): Promise<number> {
    await Promise.all(this.buffers.map(buffer => buffer.stop(graceMillis)));
    try {
      return await this.pending();
    } finally {
      await this.console?.close();
      await Promise.all([...this.environments.values()].map(environment => environment.stop()));
    }
  }

  private async run(stacks: readonly AssemblyStack[], declared: readonly DeclaredBuffer[]): Promise<void> {
    for (const { stack } of declared) await this.startEnvironment(stack);
    const given = new GivenValues(this.options.secrets);
    const parameters = new GivenValues(this.options.parameters);
    const app = new AppScope(stacks, (queueName, stack) => this.environmentOf(stack).queues.url(queueName), given, parameters);
    // Before anything refers to them, as an engine chooses the URLs of its queues.
    for (const buffer of declared) await this.createQueues(buffer, app.of(buffer.stack));
    for (const buffer of declared) await this.prepareTarget(buffer, stacks, app);
    const secrets = new SecretBook(declaredSecrets(stacks, app), given);
    for (const buffer of declared) await this.startBuffer(buffer, app.of(buffer.stack), secrets);
    secrets.requireAllUsed();
    requireParametersKnown(parameters.unread, parameterNames(stacks));
    if (this.options.console) {
      this.console = await startConsole({ events: this.events, sources: this.buffers.map(buffer => buffer.consoleSource) });
    }
  }

  private async startEnvironment(stack: AssemblyStack): Promise<void> {
    if (this.environments.has(environmentKey(stack))) return;
    const { sqsEndpoint, dynamodbEndpoint } = this.options;
    const { account, region } = stack;
    const environment = await LocalEnvironment.start({ account, region, sqsEndpoint, dynamodbEndpoint, clock: this.clock });
    this.environments.set(environmentKey(stack), environment);
  }

  private environmentOf(stack: AssemblyStack): LocalEnvironment {
    const environment = this.environments.get(environmentKey(stack));
    if (!environment) throw new Error(`No buffer runs in ${environmentKey(stack)}, so that stack ${stack.id} has no queues.`);
    return environment;
  }

  private async createQueues({ stack, parts }: DeclaredBuffer, scope: StackScope): Promise<void> {
    const { queues } = this.environmentOf(stack);
    await queues.create(scope.resource(parts.queue), scope.resource(parts.deadLetterQueue));
    for (const part of [parts.quarantineQueue, parts.parkingQueue]) {
      if (part !== undefined) await queues.createOne(scope.resource(part));
    }
  }

  /** Creates the queue, or starts the function, that a buffer's webhooks go to. */
  private async prepareTarget(buffer: DeclaredBuffer, stacks: readonly AssemblyStack[], app: AppScope): Promise<void> {
    const environment = this.environmentOf(buffer.stack);
    const { forwarder } = readBuffer(resolveBuffer(buffer, app.of(buffer.stack)));
    const around = neighbours(forwarder.variables, stacks, app);
    this.neighbours.set(buffer, around);
    for (const { name, declared } of around.queues) await environment.queues.ensure(name, declared);
    for (const definition of around.functions) {
      environment.runFunction(definition, (stream, line) => this.events.emit('log', { buffer: definition.name, at: this.clock.now(), stream, line }));
    }
  }

  private async startBuffer(buffer: DeclaredBuffer, scope: StackScope, secrets: SecretBook): Promise<void> {
    const { backendUrl, backend, backendGauge, onInvoke, port } = this.options;
    const definition = readBuffer(resolveBuffer(buffer, scope));
    this.buffers.push(await LocalBuffer.start(definition, {
      secrets: secrets.settle(secretsRead(definition), definition.name),
      environment: this.environmentOf(buffer.stack),
      standIns: describeNeighbours(this.neighbours.get(buffer)!),
      events: this.events,
      clock: this.clock,
      port: port && port + this.buffers.length,
      backendUrl,
      backend,
      backendGauge,
      onInvoke,
    }));
  }
}

function environmentKey({ account, region }: AssemblyStack): string {
  return `${account}/${region}`;
}

function requirePortsExist(first: number | undefined, doors: number): void {
  if (!first || first + doors - 1 <= LAST_PORT) return;
  throw new Error(`The doors of ${doors} buffers need the ports from ${first} to ${first + doors - 1}, and the last one there is is ${LAST_PORT}; choose a lower one with --port.`);
}

function requireParametersKnown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter(name => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(`No stack of the app has the parameter ${unknown.join(', ')}; parameters of its stacks: ${known.join(', ') || 'none'}.`);
}

function requireEndpointsHere({ sqsEndpoint, dynamodbEndpoint, backendUrl }: LocalStackOptions): void {
  if (sqsEndpoint !== undefined) requireLoopback('The SQS endpoint', sqsEndpoint);
  if (dynamodbEndpoint !== undefined) requireLoopback('The DynamoDB endpoint', dynamodbEndpoint);
  if (backendUrl === undefined) return;
  requireLoopback('The backend', backendUrl);
  if (/[?#]/.test(backendUrl)) throw new Error(`The backend must be an address without a query, to which paths can be appended, not ${backendUrl}`);
}
