import { randomUUID } from 'node:crypto';
import type { Backend } from './backend/backend';
import type { BufferDefinition } from './buffer-definition';
import type { Clock } from './clock';
import type { BackendGauge, ConsoleSource } from './console';
import type { LocalEvents } from './events';
import { LocalFunctionDoor, routesOf } from './function-door/local-function-door';
import { startGateway, type Gateway } from './gateway';
import type { LocalEnvironment } from './local-environment';
import { reportLog } from './log-reporter';
import { Poller } from './poller/poller';
import { LambdaFunction, type RunningInvocation } from './runtime/lambda-function';
import type { LocalSecret } from './secrets/secret-book';
import { startTarget, type LocalTarget, type LocalTargetOptions } from './targets/local-target';
import { LocalWatchdog } from './watchdog/local-watchdog';
import type { ReleaseAnswer, ReleaseRequest } from '../../src/contract/parking';

export interface LocalBufferOptions extends LocalTargetOptions {
  readonly environment: LocalEnvironment;
  readonly events: LocalEvents;
  readonly clock: Clock;
  /** Those that the buffer's functions read. */
  readonly secrets?: readonly LocalSecret[];
  /** What stands in for target and destinations, for people. */
  readonly standIns?: readonly string[];
  /** Of the door; any free one by default. */
  readonly port?: number;
  /** How busy the program at `backendUrl` is, where that is known. */
  readonly backendGauge?: BackendGauge;
  readonly onInvoke?: (invocation: RunningInvocation, buffer: string) => void;
}

/** A buffer that runs on this machine. */
export class LocalBuffer {
  static async start(definition: BufferDefinition, options: LocalBufferOptions): Promise<LocalBuffer> {
    const { environment, port, clock, events, secrets = [] } = options;
    const { name: buffer, api, table, forwarder, functionDoor } = definition;
    await environment.tables.create(table, forwarder.region);
    for (const { id, value } of secrets) environment.secrets.set(id, value);
    const onLog = logReporter(buffer, options);
    const door = functionDoor && await LocalFunctionDoor.start({ definition: functionDoor, environment, onLog });
    const functions = door && [door];
    const gateway = await startGateway({ api, buffer, sqsEndpoint: environment.queues.endpoint, functions, port, clock, events });
    const target = await startTarget({ ...forwarder.variables, ...environment.variables }, options);
    const started = new LocalBuffer(definition, options, { gateway, functionDoor: door }, target);
    await started.startWatchdog();
    return started;
  }

  private readonly forwarder: LambdaFunction;
  private readonly poller: Poller;
  private doorClosed?: Promise<void>;
  private watchdog?: LocalWatchdog;

  private constructor(
    private readonly definition: BufferDefinition,
    private readonly options: LocalBufferOptions,
    private readonly doors: { readonly gateway: Gateway; readonly functionDoor?: LocalFunctionDoor },
    private readonly target: LocalTarget,
  ) {
    this.forwarder = this.createForwarder();
    this.poller = this.createPoller();
    this.poller.start();
  }

  get name(): string {
    return this.definition.name;
  }

  /** Addresses of the routes, the first one being that of the construct's `url`. */
  get urls(): readonly string[] {
    return this.definition.routes.map(route => this.urlOf(route));
  }

  /** Addresses of the routes whose webhooks come in by the function door. */
  get functionDoorUrls(): readonly string[] {
    const { functionDoor } = this.definition;
    return functionDoor ? routesOf(functionDoor.variables).map(route => this.urlOf(route)) : [];
  }

  /** Secrets whose values nobody gave, so that senders on this machine have to be told. */
  get generatedSecrets(): readonly LocalSecret[] {
    return this.options.secrets?.filter(({ generated }) => generated) ?? [];
  }

  /** Values of the keys with which webhooks have to come, where the door asks for one. */
  get apiKeys(): readonly string[] {
    return this.definition.api.apiKeys;
  }

  get queueUrl(): string {
    return this.options.environment.queues.url(this.definition.queueName);
  }

  get deadLetterQueueUrl(): string {
    return this.options.environment.queues.url(this.definition.deadLetterQueueName);
  }

  /** Absent where no signatures are checked. */
  get quarantineQueueUrl(): string | undefined {
    const { quarantineQueueName } = this.definition;
    return quarantineQueueName === undefined ? undefined : this.options.environment.queues.url(quarantineQueueName);
  }

  /** Absent where no route parks. */
  get parkingQueueUrl(): string | undefined {
    const { parkingQueueName } = this.definition;
    return parkingQueueName === undefined ? undefined : this.options.environment.queues.url(parkingQueueName);
  }

  /** Where bodies are that do not fit into a message; absent without a function door. */
  get bodyBucketName(): string | undefined {
    return this.definition.bodyBucketName;
  }

  get tableName(): string {
    return String(this.definition.table.create.TableName);
  }

  get endpoints(): { readonly sqsEndpoint: string; readonly dynamodbEndpoint: string } {
    const { queues, tables } = this.options.environment;
    return { sqsEndpoint: queues.endpoint, dynamodbEndpoint: tables.endpoint };
  }

  /** Where the template sends webhooks: a URL, or the ARN of a target that is no HTTP backend. */
  get templateTargetUrl(): string {
    return this.target.declared;
  }

  /** Where webhooks really go. */
  get targetUrl(): string {
    return this.target.address;
  }

  /** Stands in for an HTTP target that is not on this machine. */
  get backend(): Backend | undefined {
    return this.target.backend;
  }

  /** What stands in for target and destinations that are no HTTP backends, for people. */
  get standIns(): readonly string[] {
    return this.options.standIns ?? [];
  }

  get notEmulated(): readonly string[] {
    return this.definition.notEmulated;
  }

  /** What the console page has to know. */
  get consoleSource(): ConsoleSource {
    const { name: buffer, urls, tableName, definition: { concurrencyLimit, forwarder } } = this;
    const backend = this.backend ?? this.target.gauge ?? this.options.backendGauge;
    const attemptTable = { endpoint: this.endpoints.dynamodbEndpoint, region: forwarder.region, tableName };
    const release = (request: ReleaseRequest) => this.release(request);
    return { buffer, urls, concurrencyLimit, attemptTable, backend, pending: () => this.pending(), release };
  }

  /** Whether the forwarder gets webhooks. */
  get eventSourceState(): Poller['state'] {
    return this.poller.state;
  }

  /** Batches that the forwarder works on. */
  get activeInvocations(): number {
    return this.poller.active;
  }

  /** Webhooks that are on the queue, those being delivered included. */
  async pending(): Promise<number> {
    return this.options.environment.queues.size(this.queueUrl);
  }

  /** Webhooks whose groups are parked. */
  async parked(): Promise<number> {
    return this.parkingQueueUrl === undefined ? 0 : this.options.environment.queues.size(this.parkingQueueUrl);
  }

  /** Has parked webhooks delivered, as an owner does in AWS: by an invocation of the forwarder. */
  async release(request: ReleaseRequest): Promise<ReleaseAnswer> {
    const { clock, events } = this.options;
    const [at, requestId] = [clock.now(), randomUUID()];
    const result = await this.forwarder.invoke(JSON.stringify(request), requestId);
    const { outcome } = result;
    const error = 'error' in result ? result.error : undefined;
    events.emit('invocation', { buffer: this.name, at, requestId, records: 0, durationMillis: clock.now() - at, outcome, error });
    if (result.outcome === 'succeeded') return JSON.parse(result.payload) as ReleaseAnswer;
    throw new Error(`The invocation for the release ${outcome}${error === undefined ? '' : `: ${error}`}`);
  }

  /** Takes no more webhooks. */
  closeDoor(): Promise<void> {
    return this.doorClosed ??= this.doors.gateway.close();
  }

  /** Takes no more webhooks, gives the deliveries that run time to end, and leaves the rest on the queue. */
  async stop(graceMillis: number): Promise<void> {
    await this.closeDoor();
    await this.doors.functionDoor?.stop();
    await this.watchdog?.stop();
    await this.poller.stop(graceMillis);
    await this.forwarder.stop();
    await this.backend?.stop();
    await this.target.tokens?.stop();
  }

  private async startWatchdog(): Promise<void> {
    const { options: { environment, clock, events }, definition: { watchdog: definition }, poller: mapping } = this;
    if (definition === undefined) return;
    const onError = (message: string) => events.emit('problem', { buffer: this.name, at: clock.now(), message });
    this.watchdog = await LocalWatchdog.start({
      definition, mapping, clock, onError, variables: environment.variables, onLog: logReporter(this.name, this.options),
    });
  }

  private urlOf(route: string): string {
    return this.doors.gateway.url + route.slice(1);
  }

  private createForwarder(): LambdaFunction {
    const { onInvoke } = this.options;
    return new LambdaFunction({ ...this.definition.forwarder, variables: this.target.variables }, {
      onLog: logReporter(this.name, this.options),
      onInvoke: invocation => onInvoke?.(invocation, this.name),
    });
  }

  private createPoller(): Poller {
    const { environment, events, clock } = this.options;
    return new Poller({
      mapping: this.definition.mapping,
      queueUrl: this.queueUrl,
      visibilityTimeoutSeconds: this.definition.visibilityTimeoutSeconds,
      sqs: environment.queues.client,
      clock,
      invoke: (payload, requestId) => this.forwarder.invoke(payload, requestId),
      onInvocation: report => events.emit('invocation', { ...report, buffer: this.name }),
      onError: message => events.emit('problem', { buffer: this.name, at: clock.now(), message }),
    });
  }
}

function logReporter(buffer: string, { events, clock }: LocalBufferOptions): (stream: 'stdout' | 'stderr', line: string) => void {
  return (stream, line) => reportLog(events, { buffer, at: clock.now(), stream, line });
}
