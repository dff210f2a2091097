import { asApiGatewayReads } from './as-api-gateway-reads';
import type { DoorRequest } from './door-request';
import { urlEncode } from './url-encode';
import type { EnvelopeFlag } from '../../src/contract/envelope';
import type { FunctionDoorRoute } from '../../src/contract/function-door-configuration';
import type { IdSource } from '../../src/contract/id-source';
import { MAX_ID_LENGTH } from '../../src/contract/limits';
import type { Pairs } from '../pairs';
import { jsonDocument, readPath, scalarText } from '../signatures/json-document';
import { headersNamed } from '../signatures/signed-request';

export interface MessageIds {
  /** Empty: the message lacks the value that it has to be grouped by. */
  readonly group: string;
  /** Empty: SQS deduplicates by content, or not at all. */
  readonly deduplication: string;
  readonly flags: readonly EnvelopeFlag[];
}

// URL encoding never yields this character: no sender can choose a group id that is made up here, or equal a truncated one.
const MARK = '~';
// Room for the mark, since it serves as a group id too.
const MAX_DEDUPLICATION_LENGTH = MAX_ID_LENGTH - MARK.length;
const HEAD_LENGTH = MAX_ID_LENGTH / 2;
const TAIL_LENGTH = MAX_ID_LENGTH - HEAD_LENGTH - MARK.length;

interface IdOptions {
  readonly fifo: boolean;
  readonly route: FunctionDoorRoute;
}

/** The same ids as the mapping templates make, so that a route can change from one door to the other. */
export function messageIds(request: DoorRequest, options: IdOptions): MessageIds {
  const deduplication = deduplicationId(request, options);
  const group = groupId(request, options, deduplication.id);
  return { group: group.id, deduplication: deduplication.id, flags: [...deduplication.flags, ...group.flags] };
}

interface Id {
  readonly id: string;
  readonly flags: readonly EnvelopeFlag[];
}

const plain = (id: string): Id => ({ id, flags: [] });

function deduplicationId(request: DoorRequest, { fifo, route: { deduplication } }: IdOptions): Id {
  if (!fifo || deduplication.from === 'content') return plain('');
  if (deduplication.from === 'request') return plain(request.requestId);
  const value = valueOf(deduplication, request);
  // The route keeps the ids of two senders apart. A cut id could make two webhooks one, so a long one is not used at all.
  const id = `${request.route}:${urlEncode(value)}`;
  return value === '' || id.length > MAX_DEDUPLICATION_LENGTH ? { id: request.requestId, flags: ['deduplicationMissing'] } : plain(id);
}

function groupId(request: DoorRequest, options: IdOptions, deduplication: string): Id {
  const { group } = options.route;
  switch (group.from) {
    case 'constant': return plain(group.value);
    case 'sourceAddress': return plain(sourceAddressGroup(request));
    case 'request':
    case 'content': return plain(ownGroup(request, deduplication));
    default: {
      const value = valueOf(group, request);
      return value === '' ? { id: missingGroup(request, options, deduplication), flags: ['groupMissing'] } : shortened(urlEncode(value));
    }
  }
}

/** Two long ids that share head and tail merge into one group, which costs speed and not order. */
function shortened(id: string): Id {
  if (id.length <= MAX_ID_LENGTH) return plain(id);
  return { id: id.slice(0, HEAD_LENGTH) + MARK + id.slice(-TAIL_LENGTH), flags: ['groupTruncated'] };
}

function missingGroup(request: DoorRequest, { route: { missingGroupId } }: IdOptions, deduplication: string): string {
  switch (missingGroupId) {
    case 'ownGroup': return ownGroup(request, deduplication);
    case 'sharedGroup': return `${MARK}shared`;
    case 'sourceAddress': return sourceAddressGroup(request);
    case 'reject': return '';
  }
}

/** SQS deduplicates within a group, so a webhook that comes twice has to come into the same one. */
function ownGroup({ requestId }: DoorRequest, deduplication: string): string {
  return MARK + (deduplication === '' ? requestId : deduplication);
}

function sourceAddressGroup({ sourceAddress }: DoorRequest): string {
  return MARK + urlEncode(sourceAddress);
}

/** What the webhook carries, or an empty text. */
function valueOf(source: IdSource, request: DoorRequest): string {
  switch (source.from) {
    case 'header': return headersNamed(source.name.toLowerCase(), request).at(-1) ?? '';
    case 'query': return lastNamed(source.name, request.query);
    case 'pathParameter': return lastNamed(source.name, request.pathParameters);
    case 'jsonPath': return bodyValue(source.path, request);
    default: return '';
  }
}

function lastNamed(name: string, pairs: Pairs): string {
  return pairs.findLast(([given]) => given === name)?.[1] ?? '';
}

/** Types whose body is taken for JSON; Amazon SNS posts it as text. */
const JSON_TYPE = /^\s*(?:application\/json|text\/plain|[^;]+\+json)\s*(?:;|$)/i;

/** Text that looks like an object or a list counts as missing: the mapping templates cannot tell it from one. */
function bodyValue(path: string, request: DoorRequest): string {
  const contentType = headersNamed('content-type', request).at(-1) ?? 'application/json';
  if (!JSON_TYPE.test(contentType)) return '';
  const value = scalarText(readPath(jsonDocument(asApiGatewayReads(request.body)), path)[0]) ?? '';
  return /^[{[]/.test(value) ? '' : value;
}
