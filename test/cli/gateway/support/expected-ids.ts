import type { DecodedMessage } from './decoded-message';
import type { HostileRequest } from './hostile-requests';
import type { TemplateVariant } from './same-request';
import type { IdSource, MissingGroupId } from '../../../../src/contract/id-source';

/** What SQS takes for an id. */
const SQS_ID = /^[!-~]{1,128}$/;

/** Group and deduplication id are those that the owner configured, whatever a sender does (P7). */
export function expectIds({ group, deduplication, requestId, flags }: DecodedMessage, sent: HostileRequest, variant: TemplateVariant): void {
  for (const id of [group, deduplication].filter(given => given !== undefined)) expect(id).toMatch(SQS_ID);
  const expectedDeduplication = deduplicationOf(sent, variant, requestId);
  if (expectedDeduplication !== UNKNOWN) expect(deduplication).toBe(expectedDeduplication);
  const carried = valueOf(variant.group, sent);
  if (carried === UNKNOWN) return;
  const own = `~${deduplication === undefined || !variant.fifo ? requestId : String(deduplication)}`;
  expect(group).toBe(carried === undefined || carried === '' ? missing(variant, own) : truncated(encode(carried)));
  expect(flags.includes('groupMissing')).toBe(carried === '');
  expect(flags.includes('groupTruncated')).toBe(encode(carried ?? '').length > 128);
}

/** A value in JSON: what a permissive parser makes of the body is the other engine's to judge. */
const UNKNOWN = Symbol('unknown');

/** Undefined where the source needs nothing of the sender. */
function valueOf(source: IdSource, { headers, query, below }: HostileRequest): string | undefined | typeof UNKNOWN {
  switch (source.from) {
    case 'header': return headers.findLast(([name]) => name.toLowerCase() === source.name.toLowerCase())?.[1] ?? '';
    case 'query': return query.find(([name]) => name === source.name)?.[1] ?? '';
    case 'pathParameter': return below.slice(1);
    case 'jsonPath': return UNKNOWN;
    default: return undefined;
  }
}

function missing({ group, missingGroupId }: TemplateVariant, own: string): string | undefined {
  if (group.from === 'constant') return group.value;
  if (group.from === 'request') return own;
  const ids: { readonly [policy in MissingGroupId]: string | undefined } = { ownGroup: own, sharedGroup: '~shared', sourceAddress: '~127.0.0.1', reject: undefined };
  return ids[group.from === 'sourceAddress' ? 'sourceAddress' : missingGroupId];
}

function deduplicationOf(sent: HostileRequest, { fifo, deduplication }: TemplateVariant, requestId: string): string | undefined | typeof UNKNOWN {
  if (!fifo || deduplication.from === 'content') return undefined;
  const value = valueOf(deduplication, sent);
  if (value === UNKNOWN) return UNKNOWN;
  const id = `/hooks:${encode(value ?? '')}`;
  return value === undefined || value === '' || id.length > 127 ? requestId : id;
}

/** The encoding of forms on the web is that of Java's URLEncoder. */
function encode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

function truncated(id: string): string {
  return id.length > 128 ? `${id.slice(0, 64)}~${id.slice(-63)}` : id;
}
