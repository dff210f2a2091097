import type { SQSRecord } from 'aws-lambda';
import { pathBelowDoor } from './door-path';
import {
  CLAIM_KEY_PREFIX, ENVELOPE_ATTRIBUTE, ENVELOPE_VERSION, type BodyClaim, type EnvelopeAttribute, type EnvelopeBody, type EnvelopeFlag,
} from '../../src/contract/envelope';
import { MAX_PAYLOAD_BYTES } from '../../src/contract/limits';
import type { Pairs } from '../pairs';


/** One HTTP request at the door, as the sender made it. */
export interface Webhook {
  readonly route: string;
  readonly method: string;
  /** From the route on, as it was sent: empty, or starting with a slash. */
  readonly path: string;
  /** As the sender called it, the door's stage or base path included. */
  readonly doorPath: string;
  readonly query: Pairs;
  readonly headers: Pairs;
  readonly body: Buffer;
  readonly host: string;
  readonly sourceAddress: string;
  readonly receivedAt: number;
  readonly flags: readonly EnvelopeFlag[];
  /** Whether the door has checked the signature. */
  readonly verified: boolean;
}

/** A webhook whose body is still where the door left it: in the message, or beside the queue. */
export interface Envelope extends Omit<Webhook, 'body'> {
  /** Id of the group that the door makes for this request alone, where it makes one. */
  readonly ownGroup: string;
  readonly body: Buffer | ClaimedBody;
}

export interface ClaimedBody extends BodyClaim {
  readonly key: string;
}

/** The message on the queue is no webhook of this buffer. */
export class MalformedMessage extends Error {}

const SHA256 = /^[0-9a-f]{64}$/;

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @throws MalformedMessage, whose message names the field and never shows what is in it */
export function openEnvelope(record: SQSRecord): Envelope {
  const body = parse<EnvelopeBody>(record.body, 'body');
  if (body.v !== ENVELOPE_VERSION) throw new MalformedMessage(`v: expected ${ENVELOPE_VERSION}`);
  const attribute = parse<EnvelopeAttribute>(record.messageAttributes[ENVELOPE_ATTRIBUTE]?.stringValue, `attribute ${ENVELOPE_ATTRIBUTE}`);
  const route = text(body.route, 'route');
  const host = decodedText(attribute.host, 'host');
  const doorPath = decodedText(attribute.path, 'path');
  const path = pathBelowDoor(doorPath, { route, host, stage: text(attribute.stage, 'stage') });
  if (path === undefined) throw new MalformedMessage('path: expected to lie on or below the route');
  return {
    route,
    host,
    path,
    doorPath,
    method: method(attribute.method),
    query: pairs(attribute.query, 'query'),
    headers: pairs(attribute.headers, 'headers'),
    body: body.claim === undefined ? bytes(body.body, 'body') : claimedBody(body.claim, attribute.claimKey),
    sourceAddress: decodedText(attribute.sourceAddress, 'sourceAddress'),
    receivedAt: time(attribute.receivedAt),
    flags: list(attribute.flags, 'flags').map(flag),
    verified: attribute.verified === true,
    ownGroup: `~${text(attribute.requestId, 'requestId')}`,
  };
}

function claimedBody(claim: unknown, claimKey: unknown): ClaimedBody {
  const { bytes: size, sha256 }: Unchecked<BodyClaim> = claim ?? {};
  const key = text(claimKey, 'claimKey');
  if (!key.startsWith(CLAIM_KEY_PREFIX)) throw new MalformedMessage(`claimKey: expected to start with ${CLAIM_KEY_PREFIX}`);
  if (typeof size !== 'number' || !(size >= 0 && size <= MAX_PAYLOAD_BYTES)) throw new MalformedMessage('claim.bytes: expected what a request can hold');
  if (typeof sha256 !== 'string' || !SHA256.test(sha256)) throw new MalformedMessage('claim.sha256: expected a SHA-256 in hexadecimal');
  return { key, bytes: size, sha256 };
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
