import { attemptKey, type BackendRequest, type HistoryRead, type Invocation, type LoggedAttempt, type Queued } from './ledger';
import type { Observations } from './observations';
import type { StoredAttempt, StoredHead } from '../support/observe';

/** What was seen, by what the checks ask for. */
export class Evidence {
  readonly rows: ReadonlyMap<string, StoredAttempt>;
  readonly heads: ReadonlyMap<string, StoredHead>;
  readonly requestsFor: ReadonlyMap<string, readonly BackendRequest[]>;
  readonly rowsOf: ReadonlyMap<string, readonly StoredAttempt[]>;
  readonly readsOf: ReadonlyMap<string, readonly HistoryRead[]>;
  readonly attemptsAt: ReadonlyMap<string, readonly LoggedAttempt[]>;
  readonly invocationsOf: ReadonlyMap<string, readonly Invocation[]>;
  readonly deadLettered: ReadonlySet<string>;
  /** Messages that a fault of the table concerned. */
  private readonly tableTrouble: ReadonlySet<string>;

  constructor(readonly seen: Observations) {
    const { ledger, attempts, heads, deadLettered } = seen;
    this.rows = new Map(attempts.map(row => [attemptKey(row.messageId, row.lambdaRequestId), row]));
    this.heads = new Map(heads.map(head => [head.messageId, head]));
    this.rowsOf = grouped(attempts);
    this.requestsFor = grouped(ledger.requests);
    this.readsOf = grouped(ledger.reads);
    this.attemptsAt = grouped([...ledger.attempts.values()]);
    const handedOut = [...ledger.invocations.values()].flatMap(invocation => invocation.messageIds.map(messageId => ({ ...invocation, messageId })));
    this.invocationsOf = grouped(handedOut);
    this.deadLettered = new Set(deadLettered);
    const ofTable = ledger.injected.filter(({ fault }) => fault.startsWith('table.'));
    this.tableTrouble = new Set(ofTable.flatMap(({ messageIds }) => messageIds));
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

  /** Whether a call about any of its messages was made to fail. */
  isInTableTrouble({ messageIds }: Invocation): boolean {
    return messageIds.some(messageId => this.tableTrouble.has(messageId));
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
