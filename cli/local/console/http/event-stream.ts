import type { ServerResponse } from 'node:http';
import { writeHead } from './answer';

/** What a reader may leave unread before it is cut off; it connects again and gets everything anew. */
const MOST_UNREAD_BYTES = 32 * 1_048_576;

/** Server-Sent Events to all pages that are open. */
export class EventStream {
  private readonly readers = new Set<ServerResponse>();

  /** Opens the stream to one more reader, with the event that it starts from. */
  open(response: ServerResponse, name: string, data: unknown): void {
    writeHead(response, 200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(frame(name, data));
    this.readers.add(response);
    response.once('close', () => this.readers.delete(response));
  }

  send(name: string, data: unknown): void {
    if (this.readers.size === 0) return;
    const bytes = frame(name, data);
    for (const reader of this.readers) {
      if (reader.writableLength > MOST_UNREAD_BYTES) reader.destroy();
      else reader.write(bytes);
    }
  }
}

/** JSON has no line breaks, which would end the event. */
function frame(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
