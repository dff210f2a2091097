import type { AnnouncedAttempt, BackendEvent, Ledger } from './ledger';
import { fateOf, type Failure, type KillPoint } from './plan';
import type { TableObserver, WriteFate } from './table-proxy';
import type { BackendBehaviour, BackendRequest } from '../../../cli/local/backend/backend';
import type { RunningInvocation } from '../../../cli/local/runtime/lambda-function';
import { ADDED_HEADERS } from '../../../src/contract/headers';
import type { StoredAttempt } from '../support/observe';
import type { WrittenAttempt } from '../support/written-attempts';

const FAILING: { readonly [failure in Failure]: BackendBehaviour } = {
  error: { status: 500 },
  unavailable: { status: 503, headers: { 'Retry-After': '1' } },
  reset: { action: 'reset' },
  hang: { action: 'hang' },
};

/** Lets the planned faults happen, from outside of the forwarder, and notes what it sees there. */
export class FaultInjector implements TableObserver {
  private readonly running = new Map<string, RunningInvocation>();
  private readonly killed = new Set<string>();
  /** Webhooks whose delivery stands in the log. */
  private readonly loggedDeliveries = new Set<string>();

  constructor(private readonly seed: number, private readonly ledger: Ledger) {}

  onInvoke(invocation: RunningInvocation): void {
    this.running.set(invocation.requestId, invocation);
  }

  /** The forwarder writes attempts to the log. */
  onWrite(written: readonly WrittenAttempt[]): WriteFate {
    const starts = written.filter(({ status }) => status === 'STARTED').map(attempt => this.announced(attempt));
    // That an earlier attempt is unknown is no result of this invocation.
    const ends = written.filter(({ status }) => status !== 'STARTED' && status !== 'UNKNOWN').map(attempt => this.announced(attempt));
    const lost = this.killAny(starts, 'beforeStart') || this.killAny(ends, 'beforeResult');
    if (lost) return 'lost';
    for (const attempt of starts) attempt.startStored = true;
    for (const attempt of ends) attempt.endStored = true;
    for (const { messageId, status } of written) if (status === 'DELIVERED') this.loggedDeliveries.add(messageId);
    return this.killAny(starts, 'beforeRequest') || this.killAny(ends, 'afterResult') ? 'unanswered' : 'answered';
  }

  /** The forwarder is told that attempts are in the log. */
  onWritten(written: readonly WrittenAttempt[]): void {
    for (const attempt of written) if (attempt.status === 'STARTED') this.announced(attempt).startConfirmed = true;
  }

  /** The backend got a request. */
  onRequest(request: BackendRequest, concurrency: number): BackendBehaviour {
    const messageId = headerOf(request, ADDED_HEADERS.ID);
    const attempt = this.attemptOf(messageId);
    const kill = attempt !== undefined && this.killAny([attempt], 'duringRequest');
    const failure = kill ? undefined : attempt?.fate.failure;
    const event: BackendEvent = {
      at: new Date(request.at).toISOString(),
      kind: 'request',
      messageId,
      group: headerOf(request, ADDED_HEADERS.GROUP),
      attempt: attempt?.sortKey,
      concurrency,
      afterLoggedDelivery: this.loggedDeliveries.has(messageId),
      hasty: !attempt?.startConfirmed,
      failure,
    };
    this.ledger.happened(event);
    if (kill) return { action: 'hang' };
    const delayMillis = attempt?.fate.latencyMillis ?? 0;
    if (failure !== undefined) return { ...FAILING[failure], delayMillis };
    // Set before the backend's own timer of the same length, and so due before it.
    setTimeout(() => this.ledger.happened({ ...event, kind: 'success' }), delayMillis);
    return { delayMillis };
  }

  /** The forwarder prints an attempt that the table did not confirm in time. */
  onFallback(item: StoredAttempt): void {
    this.ledger.fallbacks.push(item);
    this.announced({ ...item, sortKey: item.sk, requestId: item.lambdaRequestId });
  }

  /** An invocation answers; whether its answer is lost. */
  onAnswer(requestId: string): boolean {
    return this.killAny(this.ledger.attempts.filter(attempt => attempt.requestId === requestId), 'beforeAnswer');
  }

  /** The attempt that is under way, as far as the log has heard of it. */
  private attemptOf(messageId: string): AnnouncedAttempt | undefined {
    const latest = this.ledger.attemptsAt(messageId).at(-1);
    return latest === undefined || latest.endStored || this.killed.has(latest.requestId) ? undefined : latest;
  }

  private announced({ messageId, sortKey, startedAt, requestId, path }: WrittenAttempt): AnnouncedAttempt {
    const earlier = this.ledger.attemptsAt(messageId);
    const known = earlier.find(attempt => attempt.sortKey === sortKey);
    if (known !== undefined) return known;
    const fate = fateOf(this.seed, Number(path.slice(1)), earlier.length + 1);
    const attempt: AnnouncedAttempt = {
      ...{ messageId, sortKey, startedAt, requestId, fate },
      ...{ startStored: false, startConfirmed: false, endStored: false },
    };
    this.ledger.announce(attempt);
    return attempt;
  }

  /** Kills the forwarder where one of the attempts is to end at this point. */
  private killAny(attempts: readonly AnnouncedAttempt[], point: KillPoint): boolean {
    const victim = attempts.find(({ fate, requestId }) => fate.kill === point && !this.killed.has(requestId));
    const invocation = this.running.get(victim?.requestId ?? '');
    if (victim === undefined || invocation === undefined) return false;
    invocation.kill();
    this.killed.add(victim.requestId);
    this.ledger.kills.push({ requestId: victim.requestId, messageId: victim.messageId, point });
    return true;
  }
}

function headerOf({ headers }: BackendRequest, name: string): string {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}
