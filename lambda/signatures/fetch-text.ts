import { get } from 'node:https';
import type { FetchedText } from './certificates';

export interface FetchLimits {
  readonly timeoutMillis: number;
  readonly maxBytes: number;
}

const LIMITS: FetchLimits = { timeoutMillis: 3_000, maxBytes: 64 * 1024 };

/** Follows no redirect. */
export function fetchText(url: string, { timeoutMillis, maxBytes }: FetchLimits = LIMITS, certificateAuthority?: string): Promise<FetchedText> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: certificateAuthority, signal: AbortSignal.timeout(timeoutMillis) }, response => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) request.destroy(new Error(`the answer is larger than ${maxBytes} bytes`));
      });
      response.on('end', () => resolve({ status: Number(response.statusCode), text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
