import type { AcceptedEvent } from '../../events';

/** A webhook's request as the door got it. */
export type KeptRequest = Pick<AcceptedEvent, 'method' | 'path' | 'query' | 'headers' | 'body'>;

/** What objects and headers add to a body, roughly. */
const OVERHEAD_BYTES = 2_048;

/** The latest requests, as many as fit into a number of bytes. */
export class RequestMemory {
  private readonly requests = new Map<string, KeptRequest>();
  private bytes = 0;

  constructor(private readonly capacityBytes: number) {}

  get(messageId: string): KeptRequest | undefined {
    return this.requests.get(messageId);
  }

  /** Keeps a request; of one that is repeated, the first. */
  add({ messageId, method, path, query, headers, body }: AcceptedEvent): void {
    if (this.requests.has(messageId)) return;
    this.requests.set(messageId, { method, path, query, headers, body });
    this.bytes += body.length + OVERHEAD_BYTES;
    for (const [oldest, request] of this.requests) {
      if (this.bytes <= this.capacityBytes) return;
      this.requests.delete(oldest);
      this.bytes -= request.body.length + OVERHEAD_BYTES;
    }
  }
}
