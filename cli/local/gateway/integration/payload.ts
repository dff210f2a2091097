import { GatewayError } from '../gateway-error';
import type { IntegrationAnswer } from './integration-answer';
import { mimeType } from '../http/http-message';
import type { ContentHandling } from '../rest-api';

/** A body as templates get it, or bytes, which no template can read. */
export type Payload = string | Buffer;

/** What the integration request is made from. */
export function requestPayload(body: Buffer, contentType: string | undefined, binaryTypes: readonly string[], handling?: ContentHandling): Payload {
  if (isBinary(contentType, binaryTypes)) return handling === 'CONVERT_TO_TEXT' ? body.toString('base64') : body;
  return handling === 'CONVERT_TO_BINARY' ? decodeBase64(body) : body.toString('utf8');
}

/** What the answer is made from. Only an Accept that names a binary type word for word asks for bytes. */
export function responsePayload(
  { body, headers }: IntegrationAnswer, accept: string | undefined, binaryTypes: readonly string[], handling?: ContentHandling,
): Payload {
  const toText = handling === undefined ? accept === undefined || !binaryTypes.includes(mimeType(accept)) : handling === 'CONVERT_TO_TEXT';
  if (isBinary(headers.get('content-type'), binaryTypes)) return toText ? body.toString('base64') : body;
  return toText ? body.toString('utf8') : decodeBase64(body);
}

/** A configured type can have `*` for its subtype, or be `*` and `*`, which also matches a request without a type. */
function isBinary(contentType: string | undefined, binaryTypes: readonly string[]): boolean {
  const type = contentType === undefined ? '' : mimeType(contentType);
  return binaryTypes.some(binary => binary === '*/*' || binary === type || (/^[^*]+\/\*$/.test(binary) && type.startsWith(binary.slice(0, -1))));
}

function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new GatewayError('API_CONFIGURATION_ERROR', 'CONVERT_TO_BINARY, or an Accept of a binary type, needs base64, which this payload is not');
  }
  return Buffer.from(text, 'base64');
}
