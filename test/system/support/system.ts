import { rmSync } from 'node:fs';
import { SendMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import type { Stack } from 'aws-cdk-lib';
import { AttemptTableReader, receiveAll, takeAll, type StoredAttempt } from './observe';
import type { SkippingClock } from './skipping-clock';
import { startSkippingStack, type SkippingStack } from './skipping-stack';
import { synthesize } from './synthesize';
import { Backend, type BackendOptions, type BackendRequest } from '../../../cli/local/backend/backend';
import { LOCAL_CREDENTIALS } from '../../../cli/local/credentials';
import type { AcceptedEvent } from '../../../cli/local/events';
import type { LocalBuffer } from '../../../cli/local/local-buffer';
import type { LocalEnvironment } from '../../../cli/local/local-environment';
import type { RunningInvocation } from '../../../cli/local/runtime/lambda-function';
import { WebhookBuffer, WebhookTarget, type RouteOptions, type WebhookBufferProps } from '../../../src';
import { ENVELOPE_ATTRIBUTE } from '../../../src/contract/envelope';
import { send, type RawAnswer } from '../../cli/gateway/support/http';

/** Or a function that makes them along with what they refer to. */
type Props = Partial<WebhookBufferProps> | ((stack: Stack) => Partial<WebhookBufferProps>);
type Routes = { readonly [path: string]: RouteOptions };

export interface SystemOptions {
  /** Or a function that makes them along with what they refer to. */
  readonly routes?: Routes | ((stack: Stack) => Routes);
  readonly secrets?: { readonly [name: string]: string };
  readonly backend?: BackendOptions;
  readonly dynamodbEndpoint?: string;
  readonly onInvoke?: (invocation: RunningInvocation) => void;
}

export interface Posted {
  readonly method?: string;
  /** The Content-Type; none where empty. */
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
}

const DRAIN_MILLIS = 40_000;

/** A synthesized buffer that runs on this machine before a backend, as its owner and its senders see it. Nobody waits for a retry. */
export class System {
  static async start(props: Props = {}, options: SystemOptions = {}): Promise<System> {
    const assembly = synthesize(stack => addBuffer(stack, props, typeof options.routes === 'function' ? options.routes(stack) : options.routes ?? {}));
    const backend = await Backend.start(options.backend);
    const { dynamodbEndpoint, secrets, onInvoke } = options;
    const running = await startSkippingStack({ assembly, backendUrl: backend.url, dynamodbEndpoint, secrets, onInvoke });
    return new System(assembly, running, backend);
  }

  readonly buffer: LocalBuffer;
  /** What the door put on the queue. */
  readonly accepted: AcceptedEvent[] = [];
  /** Every line that the forwarder printed. */
  readonly printed: string[] = [];
  /** Invocations that failed, and what the local stack could not do. */
  readonly problems: string[] = [];
  readonly table: AttemptTableReader;

  private constructor(readonly assembly: string, private readonly running: SkippingStack, readonly backend: Backend) {
    const { buffers, events } = running.stack;
    this.buffer = buffers[0];
    this.table = new AttemptTableReader(this.buffer.tableName, this.buffer.endpoints.dynamodbEndpoint);
    events.on('accepted', event => this.accepted.push(event));
    events.on('log', ({ line }) => this.printed.push(line));
    events.on('invocation', ({ outcome, error }) => { if (error !== undefined) this.problems.push(`${outcome}: ${error}`); });
    events.on('problem', ({ message }) => this.problems.push(message));
  }

  get environment(): LocalEnvironment {
    return [...this.running.stack.environments.values()][0];
  }

  get clock(): SkippingClock {
    return this.running.clock;
  }

  /** Posts a webhook exactly as it is given. @param path below the stage, query included */
  post(path: string, { method, type = 'application/json', headers = {}, body = '{"a":1}' }: Posted = {}): Promise<RawAnswer> {
    const all = { ...type && { 'Content-Type': type }, ...headers };
    return send(this.buffer.urls[0], { method, target: `/prod${path}`, headers: Object.entries(all), body });
  }

  /** Posts a webhook that the door accepts; its message id. */
  async accept(path: string, posted?: Posted): Promise<string> {
    const { status, body } = await this.post(path, posted);
    if (status !== 200) throw new Error(`the door answered ${status}: ${body}`);
    return (JSON.parse(body) as { readonly messageId: string }).messageId;
  }

  /** Puts a message on the queue past the door; its message id. */
  async putOnQueue(body: string, group: string, envelope?: string): Promise<string> {
    const client = new SQSClient({ endpoint: this.buffer.endpoints.sqsEndpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
    const { MessageId = '' } = await client.send(new SendMessageCommand({
      QueueUrl: this.buffer.queueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: group,
      MessageAttributes: envelope === undefined ? undefined : { [ENVELOPE_ATTRIBUTE]: { DataType: 'String', StringValue: envelope } },
    }));
    client.destroy();
    return MessageId;
  }

  /** Waits until the queue is empty. */
  async drained(withinMillis = DRAIN_MILLIS): Promise<void> {
    const left = await this.running.stack.drain(withinMillis);
    if (left > 0) throw new Error(`${left} webhooks are still on the queue; ${[...this.problems, ...this.printed].slice(-10).join('\n')}`);
  }

  /** Requests at the backend whose path starts so, in order. */
  requests(path = ''): BackendRequest[] {
    return this.backend.requests.filter(({ url }) => url.startsWith(`/hooks${path}`));
  }

  /** Attempts at a webhook, oldest first. */
  async attempts(messageId: string): Promise<StoredAttempt[]> {
    return (await this.table.attempts()).filter(attempt => attempt.messageId === messageId);
  }

  deadLetters(): Promise<Message[]> {
    return receiveAll(this.buffer.deadLetterQueueUrl, this.buffer);
  }

  quarantined(): Promise<Message[]> {
    const { quarantineQueueUrl } = this.buffer;
    return quarantineQueueUrl === undefined ? Promise.resolve([]) : takeAll(quarantineQueueUrl, this.buffer);
  }

  async stop(): Promise<void> {
    this.table.close();
    await this.running.stop();
    await this.backend.stop();
    rmSync(this.assembly, { recursive: true });
  }
}

function addBuffer(stack: Stack, props: Props, routes: Routes): void {
  const given = typeof props === 'function' ? props(stack) : props;
  const buffer = new WebhookBuffer(stack, 'Orders', { target: WebhookTarget.http('https://orders.example.com/hooks'), ...given });
  for (const [path, options] of Object.entries(routes)) buffer.addRoute(path, options);
}

/** Values of a header at the backend, whatever the case of its name. */
export function headerValues({ headers }: BackendRequest, name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

export const bodies = (requests: readonly BackendRequest[]): string[] => requests.map(({ body }) => body.toString());
