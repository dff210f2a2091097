import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { HttpTargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { Webhook } from '../envelope';
import type { AttemptIdentity, Target, TargetReport, TargetResult } from '../ports';
import { classify } from './classify';
import { exchange, type Destination, type Exchange, type OutgoingRequest } from './exchange';
import { outgoingHeaders } from './outgoing-headers';
import { outgoingPath } from './outgoing-path';

/** A connection that idled longer may have died unnoticed while the execution environment was frozen; Node's servers close at five seconds. */
const LONGEST_IDLE_MILLIS = 4_000;

/** Forwards webhooks to an HTTP backend. */
export class HttpTarget implements Target {
  public readonly totalTimeoutMillis: number;
  private readonly url: URL;
  private readonly destination: Destination;
  private readonly forwardHeaders: ReadonlySet<string>;
  private agent: HttpAgent;
  private requestsUnderWay = 0;
  private lastUsedAt = 0;

  constructor(private readonly configuration: HttpTargetConfiguration, private readonly now: () => number) {
    this.totalTimeoutMillis = configuration.totalTimeoutMillis;
    this.url = new URL(configuration.url);
    this.destination = destinationOf(this.url);
    this.forwardHeaders = new Set(configuration.forwardHeaders);
    this.agent = this.newAgent();
  }

  public async attempt(webhook: Webhook, identity: AttemptIdentity): Promise<TargetResult> {
    const path = outgoingPath(this.url.pathname, webhook.path, webhook.query);
    if (path === undefined) return { outcome: { kind: 'permanent' }, report: { errorCode: 'PATH_OUTSIDE_TARGET' } };
    const headers = outgoingHeaders(webhook, identity, this.url.host, this.forwardHeaders);
    const { result, reconnects } = await this.send({ method: webhook.method, path, headers, body: webhook.body });
    return { outcome: classify(result, this.now(), this.configuration), report: { ...report(result), reconnects } };
  }

  private async send(outgoing: OutgoingRequest): Promise<{ result: Exchange; reconnects?: number }> {
    const startedAt = this.now();
    this.dropIdleConnections(startedAt);
    this.requestsUnderWay++;
    try {
      const result = await exchange(this.destination, outgoing, this.configuration, this.agent);
      if (result.kind === 'answer' || !result.staleConnection) return { result };
      // The backend closed the connection as the request went out; that says nothing about the webhook.
      const totalTimeoutMillis = this.totalTimeoutMillis - (this.now() - startedAt);
      return { result: await exchange(this.destination, outgoing, { ...this.configuration, totalTimeoutMillis }, false), reconnects: 1 };
    } finally {
      this.requestsUnderWay--;
      this.lastUsedAt = this.now();
    }
  }

  private dropIdleConnections(now: number): void {
    if (this.requestsUnderWay > 0 || now - this.lastUsedAt <= LONGEST_IDLE_MILLIS) return;
    this.agent.destroy();
    this.agent = this.newAgent();
  }

  private newAgent(): HttpAgent {
    return new (this.destination.secure ? HttpsAgent : HttpAgent)({ keepAlive: true });
  }
}

function destinationOf({ protocol, hostname, port }: URL): Destination {
  const secure = protocol === 'https:';
  return { secure, hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80) };
}

function report(result: Exchange): TargetReport {
  if (result.kind === 'failure') return { errorCode: result.code, errorMessage: result.message, outcomeUnknown: result.maybeSent || undefined };
  const { status, headers, body, bodyIncomplete } = result;
  return {
    httpStatus: status,
    responseHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    responseBody: body.length > 0 ? body.toString() : undefined,
    bodyIncomplete: bodyIncomplete || undefined,
  };
}
