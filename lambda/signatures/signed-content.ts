import { onlyHeader, type SignedRequest } from './signed-request';
import { readTimestamp } from './timestamp';
import { invalid, type Verification } from './verification';
import type { SignedPart, SignedTimestamp } from '../../src/contract/signature-scheme';

interface SignedScheme {
  readonly signed: readonly SignedPart[];
  readonly timestamp?: SignedTimestamp;
}

/** The bytes that are signed; or why the request is not to be trusted. */
export function signedContent({ signed, timestamp }: SignedScheme, request: SignedRequest): { readonly content: Buffer } | Verification {
  const time = timestamp === undefined ? { sent: undefined } : readTimestamp(timestamp, request);
  if ('result' in time) return time;
  const parts = signed.map(part => bytesOf(part, request, time.sent));
  return parts.every(part => part !== undefined) ? { content: Buffer.concat(parts) } : invalid('signed_value_missing');
}

function bytesOf(part: SignedPart, request: SignedRequest, timestamp: string | undefined): Buffer | undefined {
  switch (part.part) {
    case 'text': return Buffer.from(part.text);
    case 'url': return Buffer.from(request.url);
    case 'body': return request.body;
    case 'header': return optionalBytes(onlyHeader(part.name, request));
    case 'timestamp': return optionalBytes(timestamp);
  }
}

function optionalBytes(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}
