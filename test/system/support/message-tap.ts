import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { ENVELOPE_ATTRIBUTE } from '../../../src/contract/envelope';

const CHANNEL = 'http.server.request.start';
const DOOR = /^AmazonAPIGateway_/;

interface SendMessage {
  readonly MessageBody: string;
  readonly MessageAttributes: { readonly [name: string]: { readonly DataType: string; readonly StringValue: string } };
}

/** Sees the messages that doors put on the queues of this process, and how large SQS would find them. */
export class MessageTap {
  /** In bytes, attributes included, in the order in which the messages came. */
  readonly sizes: number[] = [];
  private readonly onRequest: (message: unknown) => void;

  constructor() {
    this.onRequest = message => this.watch((message as { readonly request: IncomingMessage }).request);
    subscribe(CHANNEL, this.onRequest);
  }

  close(): void {
    unsubscribe(CHANNEL, this.onRequest);
  }

  private watch(request: IncomingMessage): void {
    if (!DOOR.test(request.headers['user-agent'] ?? '')) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.sizes.push(sizeOf(JSON.parse(Buffer.concat(chunks).toString()) as SendMessage)));
  }
}

function sizeOf({ MessageBody, MessageAttributes: { [ENVELOPE_ATTRIBUTE]: envelope } }: SendMessage): number {
  return [MessageBody, ENVELOPE_ATTRIBUTE, envelope.DataType, envelope.StringValue].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
