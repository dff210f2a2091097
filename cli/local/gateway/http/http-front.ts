import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_PAYLOAD_BYTES } from './content-encoding';
import { headerOf, type HttpAnswer, type HttpRequest } from './http-message';

const MAX_HEADER_BYTES = 10_240;

/** What API Gateway answers before it knows which API a request is for. */
export const FORBIDDEN = answerOf(403, 'ForbiddenException', 'Forbidden');
const HEADERS_TOO_LARGE = answerOf(431, 'RequestHeaderFieldsTooLarge', `HTTP header is larger than ${MAX_HEADER_BYTES} bytes.`);

type Handle = (request: HttpRequest) => Promise<HttpAnswer>;

/** Answers one request on a connection; a sender that breaks off gets no answer. */
export async function serve(incoming: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const request = await receive(incoming);
  if (request === undefined) return;
  const answer = refusal(request) ?? await handle(request);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status;
  response.end(answer.body);
}

function refusal(request: HttpRequest): HttpAnswer | undefined {
  const headerBytes = request.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headerBytes > MAX_HEADER_BYTES) return HEADERS_TOO_LARGE;
  // A page in a browser could otherwise reach this server by a host name that it makes point to this machine.
  return isOwnHost(headerOf(request, 'Host'), request.port) ? undefined : FORBIDDEN;
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

async function receive(incoming: IncomingMessage): Promise<HttpRequest | undefined> {
  const { method = '', url = '', rawHeaders, socket } = incoming;
  const [path = '', ...query] = url.replace(/^https?:\/\/[^/?]*/, '').split('?');
  try {
    return {
      method,
      path,
      queryString: query.join('?'),
      headers: pairs(rawHeaders),
      body: await readBody(incoming),
      sourceAddress: socket.remoteAddress ?? '',
      port: socket.localPort ?? 0,
    };
  } catch {
    return undefined;
  }
}

/** Reads to the end in any case, so that the sender gets the answer; what is too large is not kept. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
  }
  return length > MAX_PAYLOAD_BYTES ? undefined : Buffer.concat(chunks, length);
}

function pairs(rawHeaders: readonly string[]): Array<readonly [name: string, value: string]> {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));
}

function answerOf(status: number, exception: string, message: string): HttpAnswer {
  return {
    status,
    headers: new Map([['Content-Type', 'application/json'], ['x-amzn-ErrorType', exception]]),
    body: Buffer.from(JSON.stringify({ message })),
  };
}
