import type { DoorRequest } from './door-request';
import type { MessageIds } from './ids';
import type { OutgoingMessage } from './ports';
import { ENVELOPE_ATTRIBUTE, ENVELOPE_VERSION, type EnvelopeAttribute, type EnvelopeBody } from '../../src/contract/envelope';
import { MAX_MESSAGE_BYTES } from '../../src/contract/limits';
import type { Pairs } from '../pairs';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const encodedPairs = (pairs: Pairs): Pairs => pairs.map(([name, value]) => [base64(name), base64(value)] as const);

/** Where a body is that does not fit into the message. */
export interface Claim {
  readonly key: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface MessageOptions {
  readonly ids: MessageIds;
  /** Whether the signature was checked. */
  readonly verified: boolean;
  readonly claim?: Claim;
}

/** The message in which a webhook travels to the forwarder. */
export function webhookMessage(request: DoorRequest, { ids, verified, claim }: MessageOptions): OutgoingMessage {
  const content = claim === undefined ? { body: request.body.toString('base64') } : { claim: { bytes: request.body.length, sha256: claim.sha256 } };
  const body: EnvelopeBody = { v: ENVELOPE_VERSION, route: request.route, ...content };
  const attribute: EnvelopeAttribute = {
    method: request.method,
    path: base64(request.path),
    stage: request.stage,
    host: base64(request.host),
    query: encodedPairs(request.query),
    headers: encodedPairs(request.headers),
    sourceAddress: base64(request.sourceAddress),
    requestId: request.requestId,
    receivedAt: request.receivedAt,
    flags: [...request.flags, ...ids.flags],
    ...claim && { claimKey: claim.key },
    ...verified && { verified },
  };
  return { body: JSON.stringify(body), attribute: JSON.stringify(attribute), group: ids.group, deduplication: ids.deduplication };
}

/** SQS counts the body, and of each attribute the name, the type and the value. */
export function fitsIntoQueue({ body, attribute }: OutgoingMessage): boolean {
  const parts = [body, ENVELOPE_ATTRIBUTE, 'String', attribute];
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0) <= MAX_MESSAGE_BYTES;
}
