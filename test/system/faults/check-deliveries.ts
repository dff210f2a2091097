import type { EndPlace, Evidence } from './evidence';
import type { BackendRequest, LoggedAttempt, Queued } from './ledger';
import { excusable, violation, type Violation } from './observations';
import { routeOf, type Route } from './webhooks';

export function lost(evidence: Evidence): Violation[] {
  const { seen: { sent, ledger, left }, queued } = evidence;
  const { acknowledged } = ledger;
  return [
    ...acknowledged.length === sent ? [] : [violation('lost', `${sent - acknowledged.length} webhooks were not accepted`)],
    ...acknowledged.filter(messageId => !ledger.queued.has(messageId)).map(messageId => violation('lost', 'acknowledged, but not queued', messageId)),
    ...queued.filter(({ messageId }) => evidence.placesOf(messageId).length === 0)
      .map(({ messageId }) => violation('lost', 'neither delivered nor given up', messageId)),
    ...left === 0 ? [] : [violation('lost', `${left} webhooks are left on the queues`)],
  ];
}

/** Accepted = delivered + dead-lettered + quarantined + discarded, once all that was parked is released; and each is where it belongs. */
export function unaccounted(evidence: Evidence): Violation[] {
  const { seen: { ledger, deadLettered, quarantined }, queued } = evidence;
  return [
    ...[...deadLettered, ...quarantined, ...ledger.discarded].filter(messageId => !ledger.queued.has(messageId))
      .map(messageId => violation('unaccounted', 'given up, but never queued', messageId)),
    ...[deadLettered, quarantined].flatMap(given => [...given].sort().filter((messageId, index, sorted) => messageId === sorted[index - 1]))
      .map(messageId => violation('unaccounted', 'given up twice', messageId)),
    ...queued.filter(({ messageId }) => isWronglyInTwoPlaces(messageId, evidence))
      .map(({ messageId }) => violation('unaccounted', evidence.placesOf(messageId).join(' and '), messageId)),
    ...queued.flatMap(webhook => misplaced(webhook, evidence)),
  ];
}

/** Where it was requested once more after its first end, it is {@link needless} that judges that. */
function isWronglyInTwoPlaces(messageId: string, evidence: Evidence): boolean {
  if (evidence.placesOf(messageId).length < 2) return false;
  const requests = evidence.requestsFor.get(messageId) ?? [];
  const successes = requests.filter(({ succeededAt }) => succeededAt !== undefined);
  if (successes.length > 0 && successes.some(request => evidence.isUnknown(request))) return false;
  const dropped = evidence.seen.ledger.discarded.has(messageId) ? [evidence.lastStraw(messageId)?.at ?? Infinity] : [];
  const moved = (evidence.movesOf.get(messageId) ?? []).map(({ at }) => at);
  const ends = [...successes.map(({ succeededAt }) => Number(succeededAt)), ...moved, ...dropped];
  return requests.every(({ at }) => at <= Math.min(...ends));
}

/** Forged webhooks are in the quarantine, and no others are; and what is given up goes where its route says. */
function misplaced({ messageId, number, group }: Queued, evidence: Evidence): Violation[] {
  const places = evidence.placesOf(messageId);
  const route = routeOf(Number(group.split('-').at(-1)));
  const belongs = places.every(place => evidence.seen.ledger.forged.has(number) ? place === 'QUARANTINED' : ALLOWED[route].has(place));
  const parks = evidence.wasParked(messageId) && route !== 'park';
  return belongs && !parks ? [] : [violation('unaccounted', `${places.join(' and ')}${parks ? ', parked' : ''}: not where it belongs`, messageId)];
}

const ALLOWED: { readonly [route in Route]: ReadonlySet<EndPlace> } = {
  park: new Set(['DELIVERED']),
  deadLetter: new Set(['DELIVERED', 'DEAD_LETTERED']),
  discard: new Set(['DELIVERED', 'DISCARDED']),
};

type Step = { readonly at: number; readonly messageId: string } & ({ readonly kind: 'request' } | { readonly kind: 'settled' });

/**
 * Within its group a request may be for the first webhook that is neither delivered nor given up, or repeat one that is. A webhook that is
 * parked is not given up.
 */
export function outOfOrder(evidence: Evidence): Violation[] {
  const turns = turnsOf(evidence.queued);
  const settled = new Set<string>();
  const next = new Map<string, number>();
  const violations: Violation[] = [];
  for (const { kind, messageId } of steps(evidence)) {
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

function steps(evidence: Evidence): Step[] {
  const { ledger } = evidence.seen;
  const all: Step[] = [
    ...ledger.requests.map(({ at, messageId }): Step => ({ kind: 'request', at, messageId })),
    ...ledger.requests.flatMap(({ succeededAt: at, messageId }): Step[] => at === undefined ? [] : [{ kind: 'settled', at, messageId }]),
    ...ledger.moves.filter(({ place }) => place !== 'parking').map(({ at, messageId }): Step => ({ kind: 'settled', at, messageId })),
    ...[...ledger.discarded].flatMap((messageId): Step[] => {
      const last = evidence.lastStraw(messageId);
      return last === undefined ? [] : [{ kind: 'settled', at: last.at, messageId }];
    }),
  ];
  return all.sort((a, b) => a.at - b.at);
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

/** A webhook whose end stood in the log when the forwarder looked is not requested again, unless its group was parked for it and released. */
export function needless(evidence: Evidence): Violation[] {
  return evidence.seen.ledger.requests.flatMap(request => {
    const { at, messageId } = request;
    const known = knownEnd(request, evidence);
    const released = known !== 'DELIVERED' && evidence.wasParked(messageId, at);
    return known === undefined || released ? [] : [excusable('needless', `requested again although the log had it as ${known}`, messageId)];
  });
}

/** What the invocation that sent a request had read of an earlier end. */
function knownEnd({ at, messageId, invocations: [requestId, ...others] }: BackendRequest, evidence: Evidence): string | undefined {
  const read = evidence.readsOf.get(messageId)?.findLast(earlier => earlier.at < at && earlier.requestId === requestId);
  if (others.length > 0 || read === undefined || read.fault !== undefined || evidence.wasOverrun(messageId)) return undefined;
  const { endStored = Infinity, status } = latestBefore(messageId, read.at, evidence) ?? {};
  return endStored < read.at && status !== 'RETRY' ? status : undefined;
}

function latestBefore(messageId: string, at: number, { attemptsAt }: Evidence): LoggedAttempt | undefined {
  const known = attemptsAt.get(messageId)?.filter(attempt => isStoredBefore(attempt, at)) ?? [];
  return known.sort((a, b) => a.sortKey < b.sortKey ? -1 : 1).at(-1);
}

function isStoredBefore({ startStored = Infinity, endStored = Infinity }: LoggedAttempt, at: number): boolean {
  return Math.min(startStored, endStored) < at;
}

/** What is received again is looked up, unless the table was in trouble in that invocation. */
export function unread(evidence: Evidence): Violation[] {
  return evidence.seen.ledger.requests.flatMap(({ at, messageId, invocations: [requestId = '', ...others] }) => {
    const invocation = evidence.invocation(requestId);
    if (others.length > 0 || invocation === undefined || evidence.isInTableTrouble(invocation)) return [];
    const received = evidence.invocationsOf.get(messageId)?.some(({ startedAt }) => startedAt < invocation.startedAt) === true;
    const read = evidence.readsOf.get(messageId)?.some(earlier => earlier.at < at && earlier.requestId === requestId) === true;
    return received && !read ? [excusable('needless', 'received again and requested without a look into the log', messageId)] : [];
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
  const forged = ledger.requests.filter(({ messageId }) => ledger.forged.has(ledger.queued.get(messageId)?.number ?? -1));
  return [
    ...ledger.unfaithful.map(({ messageId, text }) => violation('unfaithful', text, messageId)),
    ...forged.map(({ messageId }) => violation('unfaithful', 'a forged webhook was sent to the backend', messageId)),
  ];
}

export function leaked({ seen: { leaks } }: Evidence): Violation[] {
  return leaks.map(({ what, where }) => violation('leaked', `a planted ${what} in ${where}`));
}
