import { setTimeout as wait } from 'node:timers/promises';
import { startLoopbackServer, type LoopbackAnswer, type LoopbackRequest, type LoopbackServer } from '../loopback-server';
import { eventBridge } from './event-bridge';
import { isWaitedFor, lambda } from './lambda';
import type { ServiceBehaviour, ServiceCall, ServiceError, ServiceProtocol } from './service-call';
import { sns } from './sns';
import { stepFunctions } from './step-functions';

/** More than a synchronous invocation of Lambda takes; SNS's protocol makes a message longer. */
const MAX_REQUEST_BYTES = 8 * 1_048_576;
const MEMORY = 10_000;

/** Code that runs as a function: what it returns, or how it fails. */
export type InvokeFunction = (payload: string) => Promise<ServiceBehaviour>;

type Behave = (call: ServiceCall) => ServiceBehaviour;

/** Lambda, EventBridge, Step Functions and SNS as far as webhooks are handed over to them: they take whatever they get, and misbehave when told to. */
export class ServiceServer {
  static async start(): Promise<ServiceServer> {
    const server: ServiceServer = new ServiceServer(await startLoopbackServer(MAX_REQUEST_BYTES, request => server.answer(request)));
    return server;
  }

  private readonly protocols: readonly ServiceProtocol[] = [lambda, eventBridge, stepFunctions(), sns];
  private readonly functions = new Map<string, InvokeFunction>();
  private readonly remembered: ServiceCall[] = [];
  private behave: Behave;
  private current = 0;
  private highest = 0;

  private constructor(private readonly server: LoopbackServer) {
    this.behave = () => ({});
  }

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** The latest calls, oldest first. */
  get calls(): readonly ServiceCall[] {
    return this.remembered;
  }

  /** Calls that are being served. */
  get concurrency(): number {
    return this.current;
  }

  /** The most calls that were ever served at the same time. */
  get highestConcurrency(): number {
    return this.highest;
  }

  /** Changes how calls are served from now on. */
  setBehaviour(behave: Behave): void {
    this.behave = behave;
  }

  /** Has a function run where it is invoked by this ARN. */
  runFunction(arn: string, invoke: InvokeFunction): void {
    this.functions.set(arn, invoke);
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  private async answer(request: LoopbackRequest): Promise<LoopbackAnswer> {
    for (const protocol of this.protocols) {
      const read = protocol.read(request);
      if (read) return this.serve(protocol, { ...read, at: Date.now() });
    }
    return { status: 501, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ __type: 'NotImplemented', message: 'This call does not work on this machine.' }) };
  }

  private async serve(protocol: ServiceProtocol, call: ServiceCall): Promise<LoopbackAnswer> {
    this.remembered.push(call);
    if (this.remembered.length > MEMORY) this.remembered.shift();
    this.current += 1;
    this.highest = Math.max(this.highest, this.current);
    try {
      const behaviour = this.behave(call);
      await wait(behaviour.delayMillis ?? 0, undefined, { ref: false });
      if (behaviour.action === 'hang') return await new Promise(() => {});
      if (behaviour.action === 'reset') throw new Error('the connection is broken off');
      const result = behaviour.error ? behaviour : { ...await this.run(call), ...behaviour };
      return result.error ? protocol.refuse(result.error) : protocol.answer(call, result);
    } finally {
      this.current -= 1;
    }
  }

  /** Who does not wait for a function does not hear of it either. */
  private async run({ service, resource, content, input }: ServiceCall): Promise<ServiceBehaviour> {
    const invoke = service === 'Lambda' ? this.functions.get(resource) : undefined;
    if (invoke === undefined) return {};
    if (isWaitedFor(input)) return invoke(content);
    void invoke(content);
    return {};
  }
}

export type { ServiceBehaviour, ServiceCall, ServiceError };
