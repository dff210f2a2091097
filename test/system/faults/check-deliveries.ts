import type { Evidence } from './evidence';
import type { LoggedAttempt, Queued } from './ledger';
import { excusable, violation, type Violation } from './observations';

export function lost({ seen: { sent, ledger, left }, queued, deadLettered }: Evidence): Violation[] {
  const { acknowledged, delivered } = ledger;
  return [
    ...acknowledged.length === sent ? [] : [violation('lost', `${sent - acknowledged.length} webhooks were not accepted`)],
    ...acknowledged.filter(messageId => !ledger.queued.has(messageId)).map(messageId => violation('lost', 'acknowledged, but not queued', messageId)),
    ...queued.filter(({ messageId }) => !delivered.has(messageId) && !deadLettered.has(messageId))
      .map(({ messageId }) => violation('lost', 'neither answered 2xx by the backend nor dead-lettered', messageId)),
    ...left === 0 ? [] : [violation('lost', `${left} webhooks are left on the queue`)],
  ];
}

/** Accepted = delivered + dead-lettered. */
export function unaccounted(evidence: Evidence): Violation[] {
  const { seen: { ledger, deadLettered } } = evidence;
  const known = deadLettered.filter(messageId => ledger.queued.has(messageId));
  return [
    ...deadLettered.filter(messageId => !ledger.queued.has(messageId)).map(messageId => violation('unaccounted', 'dead-lettered, but never queued', messageId)),
    ...known.filter((messageId, index) => known.indexOf(messageId) < index).map(messageId => violation('unaccounted', 'dead-lettered twice', messageId)),
    ...known.filter(messageId => isWronglyBoth(messageId, evidence)).map(messageId => violation('unaccounted', 'delivered and dead-lettered', messageId)),
  ];
}

/** Where it was requested once more after its first end, it is {@link needless} that judges that. */
function isWronglyBoth(messageId: string, evidence: Evidence): boolean {
  const { seen: { ledger }, requestsFor } = evidence;
  const requests = requestsFor.get(messageId) ?? [];
  const successes = requests.filter(({ succeededAt }) => succeededAt !== undefined);
  if (successes.length === 0 || successes.some(request => evidence.isUnknown(request))) return false;
  const deadLetterings = ledger.deadLetterings.filter(end => end.messageId === messageId);
  const firstEnd = Math.min(...successes.map(({ succeededAt }) => Number(succeededAt)), ...deadLetterings.map(({ at }) => at));
  return requests.every(({ at }) => at < firstEnd);
}

type Step = { readonly at: number; readonly messageId: string } & ({ readonly kind: 'request' } | { readonly kind: 'settled' });

/** Within its group a request may be for the first webhook that is neither delivered nor given up, or repeat one that is. */
export function outOfOrder({ seen: { ledger }, queued }: Evidence): Violation[] {
  const turns = turnsOf(queued);
  const settled = new Set<string>();
  const next = new Map<string, number>();
  const violations: Violation[] = [];
  const steps: Step[] = [
    ...ledger.requests.map(({ at, messageId }): Step => ({ kind: 'request', at, messageId })),
    ...ledger.requests.flatMap(({ succeededAt: at, messageId }): Step[] => at === undefined ? [] : [{ kind: 'settled', at, messageId }]),
    ...ledger.deadLetterings.map(({ at, messageId }): Step => ({ kind: 'settled', at, messageId })),
  ];
  for (const { kind, messageId } of steps.sort((a, b) => a.at - b.at)) {
    const turn = turns.get(messageId);
    if (turn === undefined) continue;
    const waited = next.get(turn.group) ?? 0;
    if (kind === 'request') {
      const text = `requested as number ${turn.number} of ${turn.group}, whose number ${waited} was still to come`;
      if (turn.number > waited) violations.push(violation('outOfOrder', text, messageId));
    } else {
      settled.add(messageId);
      next.set(turn.group, advance(waited, turn.order, settled));
    }
  }
  return violations;
}

interface Turn {
  readonly group: string;
  /** Message ids of the group in the order in which SQS took them. */
  readonly order: readonly string[];
  readonly number: number;
}

export function turnsOf(queued: readonly Queued[]): Map<string, Turn> {
  const sorted = [...queued].sort((a, b) => BigInt(a.sequenceNumber) < BigInt(b.sequenceNumber) ? -1 : 1);
  const orders = new Map<string, string[]>();
  for (const { group, messageId } of sorted) {
    const order = orders.get(group);
    if (order === undefined) orders.set(group, [messageId]);
    else order.push(messageId);
  }
  return new Map([...orders].flatMap(([group, order]) => order.map((messageId, number) => [messageId, { group, order, number }] as const)));
}

function advance(from: number, order: readonly string[], settled: ReadonlySet<string>): number {
  let next = from;
  while (next < order.length && settled.has(order[next])) next += 1;
  return next;
}

export function overLimit({ seen: { ledger, concurrencyLimit, highestConcurrency } }: Evidence): Violation[] {
  const over = ledger.requests.filter(({ concurrency }) => concurrency > concurrencyLimit);
  const unseen = highestConcurrency > concurrencyLimit && over.length === 0 ? [violation('overLimit', `${highestConcurrency} requests at once`)] : [];
  return [...over.map(({ messageId, concurrency }) => violation('overLimit', `one of ${concurrency} requests at once`, messageId)), ...unseen];
}

/** A webhook whose end stood in the log when the forwarder looked is not requested again. */
export function needless(evidence: Evidence): Violation[] {
  return evidence.seen.ledger.requests.flatMap(({ at, messageId, invocations }) => {
    const startedAt = Math.min(...invocations.map(requestId => evidence.invocation(requestId)?.startedAt ?? at));
    const read = evidence.readsOf.get(messageId)?.findLast(earlier => earlier.at < at && earlier.at > startedAt);
    if (read === undefined || read.fault !== undefined || evidence.wasOverrun(messageId)) return [];
    const latest = evidence.attemptsAt.get(messageId)?.filter(attempt => isStoredBefore(attempt, read.at))
      .sort((a, b) => a.sortKey < b.sortKey ? -1 : 1).at(-1);
    const known = latest?.endStored !== undefined && latest.endStored < read.at && latest.status !== 'RETRY';
    return known ? [excusable('needless', `requested again although the log had it as ${latest.status}`, messageId)] : [];
  });
}

function isStoredBefore({ startStored = Infinity, endStored = Infinity }: LoggedAttempt, at: number): boolean {
  return Math.min(startStored, endStored) < at;
}

/** What is received again is looked up, unless the table was in trouble in that invocation. */
export function unread(evidence: Evidence): Violation[] {
  return evidence.seen.ledger.requests.flatMap(({ at, messageId, invocations }) => {
    const [requestId] = invocations;
    const invocation = evidence.invocation(requestId ?? '');
    if (invocations.length !== 1 || invocation === undefined || evidence.isInTableTrouble(invocation)) return [];
    const received = evidence.invocationsOf.get(messageId)?.filter(({ startedAt }) => startedAt < invocation.startedAt) ?? [];
    const read = evidence.readsOf.get(messageId)?.some(earlier => earlier.at < at && earlier.at > invocation.startedAt) === true;
    return received.length > 0 && !read ? [excusable('needless', 'received again and requested without a look into the log', messageId)] : [];
  });
}

/** Each kill, and nothing else, ends an invocation. */
export function crashed({ seen: { ledger } }: Evidence): Violation[] {
  return [...ledger.invocations.values()].flatMap(({ requestId, outcome, killed, messageIds }) => {
    const ended = outcome !== 'succeeded' && outcome !== 'partly failed';
    return ended === (killed !== undefined) ? [] : [violation('crashed', `invocation ${requestId} ${outcome}, ${ended ? 'not killed' : 'although killed'}`, messageIds[0])];
  });
}

export function unfaithful({ seen: { ledger } }: Evidence): Violation[] {
  return ledger.unfaithful.map(({ messageId, text }) => violation('unfaithful', text, messageId));
}

export function leaked({ seen: { leaks } }: Evidence): Violation[] {
  return leaks.map(({ what, where }) => violation('leaked', `a planted ${what} in ${where}`));
}
