import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import type { FetchedText } from './certificates';

export interface FetchLimits {
  readonly timeoutMillis: number;
  readonly maxBytes: number;
}

const LIMITS: FetchLimits = { timeoutMillis: 3_000, maxBytes: 64 * 1024 };

/** Follows no redirect. */
export function fetchText(url: string, limits: FetchLimits = LIMITS, certificateAuthority?: string): Promise<FetchedText> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: certificateAuthority, signal: AbortSignal.timeout(limits.timeoutMillis) }, response => {
      readText(response, limits.maxBytes).then(text => resolve({ status: Number(response.statusCode), text }), reject);
    });
    request.on('error', reject);
  });
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
