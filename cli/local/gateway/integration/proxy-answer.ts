import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Exchange } from '../exchange';
import { GatewayError } from '../gateway-error';
import { headerOf, type HttpAnswer, mimeType } from '../http/http-message';

/** What a function may say; anything else makes its answer malformed. */
interface ProxyAnswer {
  readonly statusCode?: number | string;
  readonly headers?: Headers | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly HeaderValue[] } | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

type HeaderValue = string | number | boolean;
type Headers = { readonly [name: string]: HeaderValue };

const FIELDS = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

/** The answer to the sender that a function gave. @throws GatewayError where it is none */
export function proxyAnswer(json: string, { request, api }: Exchange): HttpAnswer {
  const answer = parse(json);
  const accept = mimeType(headerOf(request, 'Accept') ?? '');
  // Base64 becomes bytes only for a sender that asks for a binary type by its first word.
  const encoding = answer.isBase64Encoded === true && api.binaryMediaTypes.includes(accept) ? 'base64' : 'utf8';
  return {
    status: statusOf(answer),
    headers: headersOf(answer),
    body: Buffer.from(answer.body ?? '', encoding),
  };
}

function parse(json: string): ProxyAnswer {
  const answer = JSON.parse(json) as ProxyAnswer | null;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw malformed('it is no object');
  const unknown = Object.keys(answer).find(name => !FIELDS.includes(name));
  if (unknown !== undefined) throw malformed(`it has the field ${unknown}`);
  if (typeof (answer.body ?? '') !== 'string') throw malformed('its body is no text');
  return answer;
}

function statusOf({ statusCode = 200 }: ProxyAnswer): number {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw malformed('its statusCode is no status');
  return status;
}

function headersOf({ headers, multiValueHeaders }: ProxyAnswer): ReadonlyMap<string, string | string[]> {
  const merged = new Map<string, string | string[]>([['Content-Type', 'application/json']]);
  const all = [...Object.entries(headers ?? {}), ...Object.entries(multiValueHeaders ?? {})];
  for (const [name, value] of all) {
    const values = [value].flat().map(String);
    requireValid(name, values);
    const before = [...merged.keys()].find(other => other.toLowerCase() === name.toLowerCase());
    if (before !== undefined) merged.delete(before);
    merged.set(name, values.length === 1 ? values.join('') : values);
  }
  return merged;
}

function requireValid(name: string, values: readonly string[]): void {
  try {
    validateHeaderName(name);
    for (const value of values) validateHeaderValue(name, value);
  } catch {
    throw malformed(`the header ${JSON.stringify(name)} cannot be sent`);
  }
}

function malformed(reason: string): GatewayError {
  return new GatewayError('DEFAULT_5XX', `malformed answer of the function: ${reason}`);
}
