import type { ResolvedBuffer } from './assembly/buffers';
import { Backend, type BackendOptions } from './backend/backend';
import type { Clock } from './clock';
import type { LocalEvents } from './events';
import { startGateway, readRestApi, type Gateway, type RestApi } from './gateway';
import type { LocalEnvironment } from './local-environment';
import { reportLog } from './log-reporter';
import { readEventSourceMapping } from './poller/event-source-mapping';
import { Poller } from './poller/poller';
import { leavesThisMachine, redirectTarget, targetUrl } from './redirect-target';
import { readFunction, type FunctionDefinition } from './runtime/function-definition';
import { LambdaFunction, type RunningInvocation } from './runtime/lambda-function';
import { readTable, type TableDefinition } from './table/table-definition';

/** SQS's own default. */
const DEFAULT_VISIBILITY_SECONDS = 30;

export interface LocalBufferOptions {
  readonly environment: LocalEnvironment;
  readonly events: LocalEvents;
  readonly clock: Clock;
  /** Of the door; any free one by default. */
  readonly port?: number;
  /** Where webhooks go whose target is not on this machine; by default a {@link Backend} that is started for them. */
  readonly backendUrl?: string;
  readonly backend?: BackendOptions;
  readonly onInvoke?: (invocation: RunningInvocation, buffer: string) => void;
}

/** A buffer that runs on this machine. */
export class LocalBuffer {
  static async start(resolved: ResolvedBuffer, options: LocalBufferOptions): Promise<LocalBuffer> {
    const buffer = new LocalBuffer(resolved, options);
    try {
      await buffer.start();
      return buffer;
    } catch (error) {
      await buffer.stop(0);
      throw error;
    }
  }

  readonly name: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly tableName: string;
  /** Where the template sends webhooks. */
  readonly templateTargetUrl: string;
  /** What this machine does without, although it matters on AWS. */
  readonly notEmulated: readonly string[];
  /** Stands in for a target that is not on this machine. */
  backend?: Backend;

  private readonly api: RestApi;
  private readonly table: TableDefinition;
  private readonly definition: FunctionDefinition;
  private gateway?: Gateway;
  private poller?: Poller;
  private forwarder?: LambdaFunction;
  private variables: { readonly [name: string]: string };

  private constructor(private readonly resolved: ResolvedBuffer, private readonly options: LocalBufferOptions) {
    const { environment } = options;
    const queueUrl = (part: 'queue' | 'deadLetterQueue'): string => environment.queues.url(String(resolved.part(part).properties.QueueName));
    this.name = resolved.name;
    this.queueUrl = queueUrl('queue');
    this.deadLetterQueueUrl = queueUrl('deadLetterQueue');
    this.api = readRestApi(resolved.stack, resolved.parts.api);
    this.table = readTable(resolved.part('attemptTable'));
    this.tableName = String(this.table.create.TableName);
    this.notEmulated = [...this.api.notEmulated, ...this.table.notEmulated];
    this.definition = readFunction(resolved.part('forwarder'), resolved.stack, resolved.codeDirectory);
    this.variables = this.definition.variables;
    this.templateTargetUrl = targetUrl(this.variables);
  }

  /** Addresses of the routes, the first one being that of the construct's `url`. */
  get urls(): readonly string[] {
    const root = this.gateway?.url ?? '';
    return this.resolved.parts.routes.map(route => root + route.slice(1));
  }

  /** Where webhooks really go. */
  get targetUrl(): string {
    return targetUrl(this.variables);
  }

  get endpoints(): { readonly sqsEndpoint: string; readonly dynamodbEndpoint: string } {
    const { queues, tables } = this.options.environment;
    return { sqsEndpoint: queues.endpoint, dynamodbEndpoint: tables.endpoint };
  }

  /** Webhooks that are on the queue, those being delivered included. */
  async pending(): Promise<number> {
    return this.options.environment.queues.size(this.queueUrl);
  }

  /** Takes no more webhooks, gives the deliveries that run time to end, and leaves the rest on the queue. */
  async stop(graceMillis: number): Promise<void> {
    await this.gateway?.close();
    await this.poller?.stop(graceMillis);
    await this.forwarder?.stop();
    await this.backend?.stop();
  }

  private async start(): Promise<void> {
    const { environment, events, clock, port } = this.options;
    await environment.tables.create(this.table, this.definition.region);
    this.variables = await this.localVariables();
    this.forwarder = this.startForwarder();
    this.poller = this.startPoller(this.forwarder);
    this.gateway = await startGateway({ api: this.api, buffer: this.name, sqsEndpoint: environment.queues.endpoint, port, clock, events });
  }

  private async localVariables(): Promise<{ readonly [name: string]: string }> {
    const { environment } = this.options;
    const variables = {
      ...this.definition.variables,
      AWS_ENDPOINT_URL_SQS: environment.queues.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: environment.tables.endpoint,
    };
    if (!leavesThisMachine(variables)) return variables;
    const { backendUrl, backend } = this.options;
    if (backendUrl !== undefined) return redirectTarget(variables, backendUrl);
    this.backend = await Backend.start(backend);
    return redirectTarget(variables, this.backend.url);
  }

  private startForwarder(): LambdaFunction {
    const { events, clock, onInvoke } = this.options;
    return new LambdaFunction({ ...this.definition, variables: this.variables }, {
      onLog: (stream, line) => reportLog(events, { buffer: this.name, at: clock.now(), stream, line }),
      onInvoke: invocation => onInvoke?.(invocation, this.name),
    });
  }

  private startPoller(forwarder: LambdaFunction): Poller {
    const { environment, events, clock } = this.options;
    const poller = new Poller({
      mapping: readEventSourceMapping(this.resolved.part('eventSourceMapping')),
      queueUrl: this.queueUrl,
      visibilityTimeoutSeconds: Number(this.resolved.part('queue').properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS),
      sqs: environment.queues.client,
      clock,
      invoke: (payload, requestId) => forwarder.invoke(payload, requestId),
      onInvocation: report => events.emit('invocation', { ...report, buffer: this.name }),
      onError: message => events.emit('problem', { buffer: this.name, at: clock.now(), message }),
    });
    poller.start();
    return poller;
  }
}
