import { finishedAttempt, headStamp, startedAttempt, unknownAttempt } from './attempts/items';
import { lastStatus } from './attempts/redelivery';
import { nextAttemptAt, nextBlockedAttemptAt, type RetryableFailure } from './backoff';
import { observe } from './circuit/observe';
import type { Webhook } from './envelope';
import { exhaustedAction } from './exhausted-action';
import type { Delivery, Invocation } from './invocation';
import type { History, HeadFacts, Outcome, StoredAttempt, TargetResult } from './ports';
import type { Verdict } from './verdict';
import { longestHidingMillis } from './visibility';
import type { AttemptStatus } from '../../src/contract/attempt-table';
import { ATTEMPT_LOG_MESSAGE, type AttemptLogLine } from '../../src/contract/log-lines';

/** A webhook that is due for an attempt. */
export interface DueDelivery extends Delivery {
  readonly webhook: Webhook;
  /** Empty on the first receive, undefined if it could not be read. */
  readonly history: History | undefined;
}

/** Makes one attempt and records it. */
export async function makeAttempt(due: DueDelivery, invocation: Invocation): Promise<Verdict> {
  const { messageId, group, webhook } = due;
  const { attempts, now, settings, target } = invocation;
  const attempt = 1 + await earlierAttempts(due, invocation);
  const started = startedAttempt({ ...due, lambdaRequestId: invocation.requestId, startedAt: now(), attemptLog: settings.attemptLog });
  await attempts.started(started);
  const turn = (): Promise<void> => invocation.pacer.start();
  if (!target.waitsForTurn) await turn();
  const sentAt = now();
  const result = await target.attempt(webhook, { messageId, group, attempt }, turn);
  observe({ messageId, group: settings.fifo ? group : messageId, isFirst: attempt === 1 }, result, invocation);
  const made: MadeAttempt = { due, started, attempt, result, endedAt: now(), durationMillis: now() - sentAt };
  invocation.metrics.duration('TARGET_LATENCY', made.durationMillis);
  return result.outcome.kind === 'delivered' ? delivered(made, invocation) : failed(made, result.outcome, invocation);
}

type CountedFailure = Pick<RetryableFailure, 'attempts' | 'receiveCount' | 'receivedAt'>;

type FailedOutcome = Exclude<Outcome, { kind: 'delivered' }>;

interface MadeAttempt {
  readonly due: DueDelivery;
  readonly started: StoredAttempt;
  readonly attempt: number;
  readonly result: TargetResult;
  readonly endedAt: number;
  readonly durationMillis: number;
}

/** Where the forwarder ended in the middle of an attempt, that one counts: nobody knows how far it got. */
async function earlierAttempts(due: DueDelivery, invocation: Invocation): Promise<number> {
  const { history, receiveCount } = due;
  if (history === undefined) return receiveCount - 1;
  const failures = history.head?.attempts ?? 0;
  if (history.latest?.status !== 'STARTED') return failures;
  invocation.attempts.finished(unknownAttempt(history.latest));
  // It ended in a failure that was counted and not recorded.
  if (history.head?.countedAttempt === history.latest.sk) return failures;
  return await invocation.attempts.failed(headOf(due, history.latest, invocation)) ?? failures + 1;
}

function delivered(made: MadeAttempt, invocation: Invocation): Verdict {
  const { due, endedAt } = made;
  record(made, { status: 'DELIVERED' }, invocation);
  // Only a webhook that failed before or was parked has a head item.
  if (due.parked !== undefined || (due.receiveCount > 1 && (due.history === undefined || made.attempt > 1))) {
    invocation.attempts.concluded(headStamp(due.messageId, endedAt, invocation.settings.attemptLog), 'DELIVERED');
  }
  invocation.metrics.duration('DELIVERY_AGE', Math.max(0, endedAt - due.webhook.receivedAt));
  return { kind: 'delivered', attempts: made.attempt, lastStatus: lastStatus(made.result.report) };
}

async function failed(made: MadeAttempt, outcome: FailedOutcome, invocation: Invocation): Promise<Verdict> {
  const { due, started, attempt, result: { report } } = made;
  const { now, startedAt } = invocation;
  countTrouble(outcome, invocation);
  const attempts = await invocation.attempts.failed(headOf(due, started, invocation));
  const { route } = due.webhook;
  const retryAt = dueAgainAt({ ...countedBy(due, attempts), ...outcome }, route, invocation);
  if (retryAt === undefined) {
    const reason = outcome.kind === 'permanent' ? 'PERMANENT' : 'EXHAUSTED';
    record(made, { status: reason }, invocation);
    return { kind: 'given-up', reason, route, attempts: attempts ?? attempt, lastStatus: lastStatus(report) };
  }
  record(made, { status: 'RETRY', retryAt: new Date(retryAt).toISOString() }, invocation);
  if (retryAt - now() > longestHidingMillis(startedAt, now())) invocation.attempts.heldBack(due.messageId, retryAt);
  return { kind: 'retry', at: retryAt };
}

/** What a person has to mend. */
function countTrouble(outcome: FailedOutcome, { metrics }: Invocation): void {
  if (outcome.kind === 'retry' && outcome.slow) metrics.count('TARGET_REFUSED');
  if (outcome.kind === 'permanent' && outcome.gone) metrics.count('TARGET_GONE');
}

/** Undefined for a webhook that is given up. */
function dueAgainAt(failure: CountedFailure & FailedOutcome, route: string, { metrics, now, random, settings }: Invocation): number | undefined {
  const retry = settings.routes[route]?.retry ?? settings.retry;
  const retryAt = failure.kind === 'permanent' ? undefined : nextAttemptAt(failure, retry, now(), random());
  if (retryAt !== undefined || exhaustedAction(route, settings) !== 'block') return retryAt;
  metrics.count('BLOCKED');
  return nextBlockedAttemptAt(failure, retry, now());
}

/** What the retry policy goes by: for a webhook that was parked, what there was since its release. */
function countedBy({ history, parked, receiveCount, webhook: { receivedAt } }: DueDelivery, attempts: number | undefined): CountedFailure {
  if (parked === undefined) return { attempts, receiveCount, receivedAt };
  const before = history?.head?.attemptsWhenParked ?? parked.attempts;
  // The parking queue gives up on no message, however often it is received.
  return { attempts: attempts && Math.max(1, attempts - before), receiveCount: 1, receivedAt: parked.releasedAt };
}

function record(made: MadeAttempt, ending: { readonly status: AttemptStatus; readonly retryAt?: string }, { attempts, log }: Invocation): void {
  const { started, attempt, durationMillis, result: { report } } = made;
  attempts.finished(finishedAttempt(started, { ...ending, durationMillis }, report));
  const line: AttemptLogLine = {
    messageId: started.messageId,
    group: started.group,
    route: started.route,
    ...ending,
    attempt,
    startedAt: started.startedAt,
    durationMillis,
    httpStatus: report.httpStatus,
    errorCode: report.errorCode,
  };
  log.info(ATTEMPT_LOG_MESSAGE, { ...line });
}

function headOf({ messageId, group, webhook: { route } }: DueDelivery, counted: StoredAttempt, { now, settings }: Invocation): HeadFacts {
  return { ...headStamp(messageId, now(), settings.attemptLog), group, route, countedAttempt: counted.sk };
}
