import type { Update } from '../../../../cli/local/console/state/console-state';

export interface ServerSentEvent {
  readonly name: string;
  readonly data: Update & { readonly buffers?: readonly object[] };
}

/** Reads a stream of Server-Sent Events as a browser does. */
export class EventReader {
  static async open(url: string): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(`${url}api/events`, { signal: abort.signal });
    if (!response.body) throw new Error('The answer has no body.');
    return new EventReader(response.headers, response.body.getReader(), abort);
  }

  private text = '';
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly headers: Headers,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly abort: AbortController,
  ) {}

  async next(): Promise<ServerSentEvent> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const [name = '', data = ''] = this.text.slice(0, end).split('\n');
        this.text = this.text.slice(end + 2);
        return { name: name.replace(/^event: /, ''), data: JSON.parse(data.replace(/^data: /, '')) as ServerSentEvent['data'] };
      }
      const { done, value } = await this.reader.read();
      if (done) throw new Error('The stream ended.');
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  /** The first event that is as wanted. */
  async until(wanted: (event: ServerSentEvent) => boolean): Promise<ServerSentEvent> {
    for (;;) {
      const event = await this.next();
      if (wanted(event)) return event;
    }
  }

  close(): void {
    this.abort.abort();
  }
}
