import { turnsOf } from './check-deliveries';
import type { Observations, Violation, ViolationKind } from './observations';

/**
 * For each kind of what was broken, all that was seen of the webhook that was broken in the fewest steps, in order; with the one before it in its
 * group, where the order was broken.
 */
export function shortestTraces(violations: readonly Violation[], seen: Observations): string[] {
  const shortest = new Map<ViolationKind, string[]>();
  for (const violation of violations) {
    if (violation.messageId === undefined) continue;
    const trace = traceOf(violation, seen);
    if (trace.length < (shortest.get(violation.kind)?.length ?? Infinity)) shortest.set(violation.kind, trace);
  }
  return [...shortest.values()].flat();
}

function traceOf({ kind, text, messageId = '' }: Violation, { ledger, attempts, heads, deadLettered, quarantined }: Observations): string[] {
  const concerned = [messageId, ...kind === 'outOfOrder' ? awaitedBy(messageId, [...ledger.queued.values()]) : []];
  const lines = concerned.flatMap(id => ledger.story(id).map(line => ({ ...line, id }))).sort((a, b) => a.at - b.at);
  const head = heads.find(item => item.messageId === messageId);
  return [
    `${kind}: ${text}`,
    ...lines.map(({ at, id, text: event }) => `  ${String(at).padStart(7)} ${id.slice(0, 8)} ${event}`),
    ...attempts.filter(row => row.messageId === messageId).map(({ sk, status, httpStatus, errorCode }) => `  in the log: ${[sk, status, httpStatus, errorCode].filter(Boolean).join(' ')}`),
    head ? `  head: ${head.state}, ${head.attempts} failed attempts` : '  no head',
    `  at the end: ${[
      ...ledger.delivered.has(messageId) ? ['delivered'] : [],
      ...deadLettered.includes(messageId) ? ['dead-lettered'] : [],
      ...quarantined.includes(messageId) ? ['quarantined'] : [],
      ...ledger.discarded.has(messageId) ? ['discarded'] : [],
    ].join(', ') || 'nowhere'}`,
  ];
}

/** The webhook that stands before it in its group. */
function awaitedBy(messageId: string, queued: Parameters<typeof turnsOf>[0]): string[] {
  const { order = [], number = 0 } = turnsOf(queued).get(messageId) ?? {};
  return number === 0 ? [] : [order[number - 1]];
}
