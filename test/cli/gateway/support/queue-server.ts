import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The port that the connection came from. */
  readonly connection?: number;
}

/** Stands where SQS stands, keeps what it gets, and answers as it is told. */
export interface RecordingQueueServer {
  readonly endpoint: string;
  readonly received: ReceivedRequest[];
  /** What the next requests are answered with. */
  answerWith(answer: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export const ACCEPTED = JSON.stringify({ MD5OfMessageBody: 'd41d8cd98f00b204e9800998ecf8427e', MessageId: 'message-1', SequenceNumber: '18849496460467696128' });

export function answer(status: number, body: string, headers: { readonly [name: string]: string } = { 'Content-Type': 'application/x-amz-json-1.0' }) {
  return (response: ServerResponse): void => void response.writeHead(status, headers).end(body);
}

export async function startQueueServer(): Promise<RecordingQueueServer> {
  const received: ReceivedRequest[] = [];
  let respond = answer(200, ACCEPTED);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), connection: request.socket.remotePort });
      respond(response);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith(next) { respond = next; },
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
