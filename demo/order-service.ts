import { setTimeout as wait } from 'node:timers/promises';

import { verify } from './github-signatures';
import { Backend, type BackendRequest } from '../cli/local/backend/backend';

/** A request that the order service answered 200. */
export interface Handled {
  readonly messageId: string;
  readonly group: string;
  readonly at: number;
}

export interface Outage {
  /** Webhooks handled before it begins. */
  readonly after: number;
  readonly refusedMillis: number;
  readonly unavailableMillis: number;
}

/**
 * The backend of the demo: a slow HTTP server that verifies each signature over the bytes it got, and has an outage in the middle. First it
 * refuses connections, then it answers 503 and asks for patience.
 */
export class OrderService {
  static async start(secret: string, latencyMillis: number, outage: Outage): Promise<OrderService> {
    const service = new OrderService(secret, latencyMillis, outage);
    service.running = await Backend.start({ onRequest: request => service.check(request), behaviour: request => service.behave(request) });
    return service;
  }

  readonly handled: Handled[] = [];
  private readonly deliveries = new Set<string>();
  signatureFailures = 0;
  private phase: 'well' | 'refusing' | 'unavailable' | 'well again' = 'well';
  private running?: Backend;
  private readonly checks: Array<Promise<void>> = [];

  private constructor(private readonly secret: string, private readonly latencyMillis: number, private readonly outage: Outage) {}

  get backend(): Backend {
    if (this.running === undefined) throw new Error('the order service has not been started');
    return this.running;
  }

  /** In words, for somebody who watches. */
  get state(): string {
    switch (this.phase) {
      case 'refusing': return 'the order service refuses connections';
      case 'unavailable': return 'the order service answers 503';
      default: return '';
    }
  }

  get outageSeen(): boolean {
    return this.phase === 'well again';
  }

  /** Webhooks, however often each of them came. */
  get delivered(): number {
    return this.deliveries.size;
  }

  /** Resolves when every signature has been verified. */
  async checked(): Promise<void> {
    await Promise.all(this.checks);
  }

  private check(request: BackendRequest): void {
    this.checks.push(verify(this.secret, request.body.toString('utf8'), headerOf(request, 'x-hub-signature-256')).then(valid => {
      if (!valid) this.signatureFailures += 1;
    }, () => {
      this.signatureFailures += 1;
    }));
  }

  private behave(request: BackendRequest) {
    if (this.phase === 'unavailable') return { status: 503, headers: { 'Retry-After': '1' } };
    this.deliveries.add(headerOf(request, 'x-github-delivery'));
    this.handled.push({
      messageId: headerOf(request, 'webhook-buffer-id'),
      group: headerOf(request, 'webhook-buffer-group'),
      at: Date.now() + this.latencyMillis,
    });
    if (this.handled.length === this.outage.after) setTimeout(() => void this.breakDown(), this.latencyMillis + 5);
    return { delayMillis: this.latencyMillis, status: 200 };
  }

  private async breakDown(): Promise<void> {
    this.phase = 'refusing';
    await this.backend.refuse();
    await wait(this.outage.refusedMillis);
    this.phase = 'unavailable';
    await this.backend.accept();
    await wait(this.outage.unavailableMillis);
    this.phase = 'well again';
  }
}

function headerOf(request: BackendRequest, name: string): string {
  return request.headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}
