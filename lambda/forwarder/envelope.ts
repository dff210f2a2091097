import type { SQSRecord } from 'aws-lambda';
import { pathBelowDoor } from './door-path';
import { ENVELOPE_ATTRIBUTE, ENVELOPE_VERSION, type EnvelopeAttribute, type EnvelopeBody, type EnvelopeFlag } from '../../src/contract/envelope';

export type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

/** One HTTP request at the door, as the sender made it. */
export interface Webhook {
  readonly route: string;
  readonly method: string;
  /** From the route on, as it was sent: empty, or starting with a slash. */
  readonly path: string;
  readonly query: Pairs;
  readonly headers: Pairs;
  readonly body: Buffer;
  readonly host: string;
  readonly sourceAddress: string;
  readonly receivedAt: number;
  readonly flags: readonly EnvelopeFlag[];
}

/** The message on the queue is no webhook of this buffer. */
export class MalformedMessage extends Error {}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @throws MalformedMessage, whose message names the field and never shows what is in it */
export function openEnvelope(record: SQSRecord): Webhook {
  const body = parse<EnvelopeBody>(record.body, 'body');
  if (body.v !== ENVELOPE_VERSION) throw new MalformedMessage(`v: expected ${ENVELOPE_VERSION}`);
  const attribute = parse<EnvelopeAttribute>(record.messageAttributes[ENVELOPE_ATTRIBUTE]?.stringValue, `attribute ${ENVELOPE_ATTRIBUTE}`);
  const route = text(body.route, 'route');
  const host = decodedText(attribute.host, 'host');
  const path = pathBelowDoor(decodedText(attribute.path, 'path'), { route, host, stage: text(attribute.stage, 'stage') });
  if (path === undefined) throw new MalformedMessage('path: expected to lie on or below the route');
  return {
    route,
    host,
    path,
    method: method(attribute.method),
    query: pairs(attribute.query, 'query'),
    headers: pairs(attribute.headers, 'headers'),
    body: bytes(body.body, 'body'),
    sourceAddress: decodedText(attribute.sourceAddress, 'sourceAddress'),
    receivedAt: time(attribute.receivedAt),
    flags: list(attribute.flags, 'flags').map(flag),
  };
}

/** What was parsed, of which no field has been checked yet. */
type Unchecked<T> = { readonly [K in keyof T]?: unknown };

function parse<T>(json: string | undefined, name: string): Unchecked<T> {
  try {
    const value: unknown = JSON.parse(json ?? '');
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The parser's message would quote the input.
  }
  throw new MalformedMessage(`${name}: expected a JSON object`);
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new MalformedMessage(`${name}: expected a string`);
  return value;
}

function flag(value: unknown): EnvelopeFlag {
  const name = text(value, 'flags');
  if (!/^[a-zA-Z]+$/.test(name)) throw new MalformedMessage('flags: expected words');
  return name as EnvelopeFlag;
}

function method(value: unknown): string {
  const name = text(value, 'method');
  if (!METHODS.includes(name)) throw new MalformedMessage(`method: expected one of ${METHODS.join(', ')}`);
  return name;
}

/** The years that a JavaScript date can hold. */
function time(value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(new Date(value).getTime())) throw new MalformedMessage('receivedAt: expected milliseconds since 1970');
  return value;
}

function bytes(value: unknown, name: string): Buffer {
  const base64 = text(value, name);
  const decoded = Buffer.from(base64, 'base64');
  // The decoder skips what is no base64, which then shows in the length.
  if (base64.length % 4 !== 0 || decoded.length !== Buffer.byteLength(base64, 'base64')) throw new MalformedMessage(`${name}: expected base64`);
  return decoded;
}

function decodedText(value: unknown, name: string): string {
  return bytes(value, name).toString();
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedMessage(`${name}: expected an array`);
  return value;
}

function pairs(value: unknown, name: string): Pairs {
  return list(value, name).map(pair => {
    const [first, second] = list(pair, name);
    return [decodedText(first, name), decodedText(second, name)] as const;
  });
}
