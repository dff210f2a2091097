import { attemptKey, type BackendRequest, type HistoryRead, type Invocation, type LoggedAttempt, type Move, type Queued } from './ledger';
import type { Observations } from './observations';
import type { StoredAttempt, StoredHead } from '../support/observe';

/** The names of states in the attempt table. */
export type EndPlace = 'DELIVERED' | 'DEAD_LETTERED' | 'QUARANTINED' | 'DISCARDED';

/** What was seen, by what the checks ask for. */
export class Evidence {
  readonly rows: ReadonlyMap<string, StoredAttempt>;
  readonly heads: ReadonlyMap<string, StoredHead>;
  readonly requestsFor: ReadonlyMap<string, readonly BackendRequest[]>;
  readonly rowsOf: ReadonlyMap<string, readonly StoredAttempt[]>;
  readonly readsOf: ReadonlyMap<string, readonly HistoryRead[]>;
  readonly attemptsAt: ReadonlyMap<string, readonly LoggedAttempt[]>;
  readonly invocationsOf: ReadonlyMap<string, readonly Invocation[]>;
  readonly movesOf: ReadonlyMap<string, readonly Move[]>;
  private readonly deadLettered: ReadonlySet<string>;
  private readonly quarantined: ReadonlySet<string>;
  /** Messages that a fault of the table concerned, and invocations whose calls had one. */
  private readonly tableTrouble: ReadonlySet<string>;
  private readonly inTableTrouble: ReadonlySet<string>;

  constructor(readonly seen: Observations) {
    const { ledger, attempts, heads, deadLettered, quarantined } = seen;
    this.rows = new Map(attempts.map(row => [attemptKey(row.messageId, row.lambdaRequestId), row]));
    this.heads = new Map(heads.map(head => [head.messageId, head]));
    this.rowsOf = grouped(attempts);
    this.requestsFor = grouped(ledger.requests);
    this.readsOf = grouped(ledger.reads);
    this.attemptsAt = grouped([...ledger.attempts.values()]);
    const handedOut = [...ledger.invocations.values()].flatMap(invocation => invocation.messageIds.map(messageId => ({ ...invocation, messageId })));
    this.invocationsOf = grouped(handedOut);
    this.movesOf = grouped(ledger.moves);
    this.deadLettered = new Set(deadLettered);
    this.quarantined = new Set(quarantined);
    const ofTable = ledger.injected.filter(({ fault }) => fault.startsWith('table.'));
    this.tableTrouble = new Set(ofTable.flatMap(({ messageIds }) => messageIds));
    this.inTableTrouble = new Set(ofTable.map(({ requestId = '' }) => requestId));
  }

  get queued(): readonly Queued[] {
    return [...this.seen.ledger.queued.values()];
  }

  invocation(requestId: string): Invocation | undefined {
    return this.seen.ledger.invocations.get(requestId);
  }

  logged(messageId: string, requestId: string): LoggedAttempt | undefined {
    return this.seen.ledger.attempts.get(attemptKey(messageId, requestId));
  }

  hasTableTrouble(messageId: string): boolean {
    return this.tableTrouble.has(messageId);
  }

  /** Whether a call that it made was made to fail. */
  isInTableTrouble({ requestId }: Invocation): boolean {
    return this.inTableTrouble.has(requestId);
  }

  /** Where a webhook is at the end: in one of these, unless something went wrong. */
  placesOf(messageId: string): EndPlace[] {
    const { ledger: { delivered, discarded } } = this.seen;
    const places = { DELIVERED: delivered, DEAD_LETTERED: this.deadLettered, QUARANTINED: this.quarantined, DISCARDED: discarded };
    return (Object.keys(places) as EndPlace[]).filter(place => places[place].has(messageId));
  }

  wasParked(messageId: string, before = Infinity): boolean {
    return this.movesOf.get(messageId)?.some(({ place, at }) => place === 'parking' && at < before) === true;
  }

  /** Whether the message was in two hands once. */
  wasOverrun(messageId: string): boolean {
    return this.invocationsOf.get(messageId)?.some(({ overrun }) => overrun !== undefined) === true;
  }

  /** Whether an attempt at it broke off before its end was stored. */
  wasCut(messageId: string): boolean {
    return this.attemptsAt.get(messageId)?.some(({ endStored }) => endStored === undefined) === true;
  }

  /** Requests that an invocation may have sent for a message. */
  requestsOf(messageId: string, requestId: string): BackendRequest[] {
    return (this.requestsFor.get(messageId) ?? []).filter(({ invocations }) => invocations.includes(requestId));
  }

  /** The request whose answer made the forwarder give up. */
  lastStraw(messageId: string): BackendRequest | undefined {
    const requests = this.requestsFor.get(messageId) ?? [];
    const gaveUp = ({ invocations: [requestId = ''] }: BackendRequest): boolean => {
      const { status } = this.logged(messageId, requestId) ?? {};
      return status === 'PERMANENT' || status === 'EXHAUSTED';
    };
    return requests.find(gaveUp) ?? requests.at(-1);
  }

  /** Whether the log does not know of a success: the attempt broke off, or the forwarder could not tell, or the message was in two hands. */
  isUnknown({ messageId, invocations }: BackendRequest): boolean {
    const [requestId] = invocations;
    if (invocations.length !== 1 || requestId === undefined || this.wasOverrun(messageId)) return true;
    return this.rows.get(attemptKey(messageId, requestId))?.outcomeUnknown === true || this.logged(messageId, requestId)?.endStored === undefined;
  }
}

function grouped<Item extends { readonly messageId: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.messageId);
    if (group === undefined) groups.set(item.messageId, [item]);
    else group.push(item);
  }
  return groups;
}
