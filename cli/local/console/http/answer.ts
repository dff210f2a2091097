import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The page gets all that it needs from here, runs nothing that stands in a webhook, and is framed by nobody. */
const HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

export function sendAnswer(response: ServerResponse, { status, contentType, headers, body }: Answer): void {
  writeHead(response, status, { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function writeHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { ...HEADERS, ...headers });
}

export function json(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers?: OutgoingHttpHeaders): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', headers, body: `${body}\n` };
}
