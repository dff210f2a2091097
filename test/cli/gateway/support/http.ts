import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: string | Buffer;
}

/** Sends a request exactly as it is given, which clients would normalise. */
export async function send(url: string, { method = 'POST', target = new URL(url).pathname, headers = [], body = '' }: RawRequest): Promise<RawAnswer> {
  const { host } = new URL(url);
  const bytes = Buffer.from(body);
  const own = [['Content-Length', String(bytes.length)], ['Connection', 'close']] as const;
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const lines = [...(hasHost ? [] : [['Host', host] as const]), ...headers, ...own].map(([name, value]) => `${name}: ${value}\r\n`);
  return parseAnswer(await exchange(url, Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes])));
}

async function exchange(url: string, request: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseAnswer(answer: Buffer): RawAnswer {
  const text = answer.toString('utf8');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(lines.map(line => [line.split(':', 1).join('').toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])),
    body: rest.join('\r\n\r\n'),
  };
}
