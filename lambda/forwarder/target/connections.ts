import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContext } from 'node:tls';
import { exchange, type Deadlines, type Destination, type Exchange, type OutgoingRequest } from './exchange';

/** A connection that idled longer may have died unnoticed while the execution environment was frozen; Node's servers close at five seconds. */
const LONGEST_IDLE_MILLIS = 4_000;

export interface Sent {
  readonly result: Exchange;
  readonly reconnects?: number;
}

/** Keeps the connections to one destination. */
export class Connections {
  private agent: HttpAgent;
  /** Their requests are still under way. */
  private readonly retired: HttpAgent[] = [];
  private secureContext?: SecureContext;
  private requestsUnderWay = 0;
  private lastUsedAt = 0;

  constructor(private readonly destination: Destination, private readonly now: () => number) {
    this.agent = this.newAgent(true);
  }

  /** Certificates are shown and checked when a connection is made: with others, those that stand are of no more use. */
  public use(secureContext: SecureContext | undefined): void {
    if (secureContext === this.secureContext) return;
    this.secureContext = secureContext;
    this.retired.push(this.agent);
    this.agent = this.newAgent(true);
  }

  public async send(outgoing: OutgoingRequest, deadlines: Deadlines): Promise<Sent> {
    const startedAt = this.now();
    this.dropIdle(startedAt);
    this.requestsUnderWay++;
    try {
      const first = await exchange(this.destination, outgoing, deadlines, this.agent);
      if (first.kind === 'answer' || !first.staleConnection) return { result: first };
      // The backend closed the connection as the request went out; that says nothing about the webhook.
      const totalTimeoutMillis = deadlines.totalTimeoutMillis - (this.now() - startedAt);
      const second = await exchange(this.destination, outgoing, { ...deadlines, totalTimeoutMillis }, this.newAgent(false));
      // It may have taken it all the same, whatever became of the second request.
      return { result: second.kind === 'failure' ? { ...second, maybeSent: true } : second, reconnects: 1 };
    } finally {
      this.requestsUnderWay--;
      this.lastUsedAt = this.now();
    }
  }

  private dropIdle(now: number): void {
    if (this.requestsUnderWay > 0) return;
    for (const agent of this.retired.splice(0)) agent.destroy();
    if (now - this.lastUsedAt <= LONGEST_IDLE_MILLIS) return;
    this.agent.destroy();
    this.agent = this.newAgent(true);
  }

  private newAgent(keepAlive: boolean): HttpAgent {
    const { secureContext } = this;
    return this.destination.secure ? new HttpsAgent({ keepAlive, ...secureContext && { secureContext } }) : new HttpAgent({ keepAlive });
  }
}
