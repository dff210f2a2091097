import type { Clock } from '../clock';
import type { LocalEvents } from '../events';
import type { Exchange } from './exchange';
import type { HttpRequest } from './http/http-message';
import type { SentMessage } from './integration/sent-message';

/** Tells the local stack what happens at a buffer's door. */
export class DoorReporter {
  constructor(private readonly buffer: string, private readonly events: LocalEvents, private readonly clock: Clock) {}

  accepted({ request, body }: Exchange, message: SentMessage): void {
    const { method, path, queryString: query, headers } = request;
    this.events.emit('accepted', { buffer: this.buffer, ...message, at: this.clock.now(), method, path, query, headers, body });
  }

  refused({ method, path, queryString: query }: HttpRequest, status: number, error: string): void {
    this.events.emit('refused', { buffer: this.buffer, at: this.clock.now(), method, path, query, status, error });
  }
}
