import type { EndPlace, Evidence } from './evidence';
import { attemptKey } from './ledger';
import { excusable, violation, type Violation } from './observations';
import type { StoredAttempt, StoredHead } from '../support/observe';

const MOST_HASTY_SHARE = 0.2;

/**
 * Each request has its attempt. It may lack one only where the table had not confirmed the start and the forwarder was then killed, before it
 * could print what the table does not have.
 */
export function unlogged(evidence: Evidence): Violation[] {
  return evidence.seen.ledger.requests.flatMap(({ messageId, invocations }) => {
    const excused = invocations.some(requestId => evidence.invocation(requestId)?.killed !== undefined
      && evidence.logged(messageId, requestId)?.startConfirmed === undefined);
    const logged = invocations.some(requestId => evidence.rows.has(attemptKey(messageId, requestId)));
    return logged || excused ? [] : [violation('unlogged', `a request of ${invocations.join(' or ') || 'no invocation'} that the log does not have`, messageId)];
  });
}

export function mislogged(evidence: Evidence): Violation[] {
  return evidence.seen.attempts.flatMap(row => {
    const fault = FAULTS_OF_ROWS[row.status](row, evidence);
    return fault === undefined ? [] : [fault];
  });
}

type FaultOfRow = (row: StoredAttempt, evidence: Evidence) => Violation | undefined;

/** A drain can attempt a webhook more than once in one invocation: each success has a row that says so. */
const failed: FaultOfRow = ({ messageId, lambdaRequestId, status, outcomeUnknown }, evidence) => {
  const requests = evidence.requestsOf(messageId, lambdaRequestId);
  const successes = requests.filter(({ succeededAt, invocations }) => succeededAt !== undefined && invocations.length === 1);
  const rows = evidence.rowsOf.get(messageId) ?? [];
  const delivered = rows.filter(row => row.lambdaRequestId === lambdaRequestId && row.status === 'DELIVERED');
  const known = successes.length > delivered.length && !outcomeUnknown;
  return known ? violation('mislogged', `the attempt is ${status}, and the backend answered 2xx`, messageId) : undefined;
};

const FAULTS_OF_ROWS: { readonly [status in StoredAttempt['status']]: FaultOfRow } = {
  /** No response is not a success. */
  DELIVERED: ({ messageId, lambdaRequestId }, evidence) => {
    const succeeded = evidence.requestsOf(messageId, lambdaRequestId).some(({ succeededAt }) => succeededAt !== undefined);
    return succeeded ? undefined : violation('mislogged', 'the attempt is DELIVERED, and the backend answered no 2xx', messageId);
  },
  RETRY: failed,
  PERMANENT: failed,
  EXHAUSTED: failed,
  /** The campaign has no window in which ids count. */
  DUPLICATE: ({ messageId }) => violation('mislogged', 'the attempt is DUPLICATE, and nothing is compared', messageId),
  /** It was not sent. */
  QUARANTINED: ({ messageId, lambdaRequestId }, evidence) => {
    const sent = evidence.requestsOf(messageId, lambdaRequestId).length > 0;
    return sent ? violation('mislogged', 'the attempt is QUARANTINED, and the backend got it', messageId) : undefined;
  },
  /** Nobody wrote down how it ended: its forwarder was killed, or the table did not take it, or the message was in two hands. */
  UNKNOWN: ({ messageId, lambdaRequestId }, evidence) => {
    const { killed, overrun } = evidence.invocation(lambdaRequestId) ?? {};
    const logged = evidence.logged(messageId, lambdaRequestId);
    if (overrun !== undefined || evidence.wasOverrun(messageId)) return undefined;
    if (logged?.endConfirmed !== undefined) return violation('mislogged', 'the attempt is UNKNOWN, although its end was logged', messageId);
    return killed !== undefined || (logged?.faults.length ?? 0) > 0 ? undefined : excusable('mislogged', 'the attempt is UNKNOWN, and nobody killed it', messageId);
  },
  /** As with an unknown one; and nobody has found it since, or the table did not take what they wrote. */
  STARTED: ({ messageId, lambdaRequestId }, evidence) => {
    const invocation = evidence.invocation(lambdaRequestId);
    const troubled = (evidence.logged(messageId, lambdaRequestId)?.faults.length ?? 0) > 0 || evidence.wasOverrun(messageId);
    const found = evidence.readsOf.get(messageId)?.some(({ at, fault }) => fault === undefined && at > (invocation?.endedAt ?? 0)) === true;
    return troubled || (invocation?.killed !== undefined && !found) ? undefined : excusable('mislogged', 'the attempt is still STARTED', messageId);
  },
};

/** Of a webhook that nothing but its backend and kills were in the way of, the head is known exactly. */
export function heads(evidence: Evidence): Violation[] {
  return evidence.queued.flatMap(({ messageId }) => {
    if (evidence.hasTableTrouble(messageId) || evidence.wasOverrun(messageId) || evidence.wasCut(messageId)) return [];
    const failures = (evidence.rowsOf.get(messageId) ?? []).filter(({ status }) => status !== 'DELIVERED' && status !== 'QUARANTINED').length;
    const head = evidence.heads.get(messageId);
    if (head === undefined) return failures > 0 ? [excusable('mislogged', 'no head, although an attempt failed', messageId)] : [];
    return headFault(head, failures, evidence.placesOf(messageId));
  });
}

function headFault({ messageId, state, spk, attempts }: StoredHead, failures: number, places: readonly EndPlace[]): Violation[] {
  if (!places.some(place => place === state)) return [excusable('mislogged', `the head is ${state}, and the webhook ${places.join(' and ')}`, messageId)];
  if ((spk === undefined) !== (state === 'DELIVERED')) return [violation('mislogged', `the head is ${state} and ${spk ? '' : 'not '}in the work list`, messageId)];
  return attempts === failures ? [] : [excusable('mislogged', `the head counts ${attempts} failed attempts of ${failures}`, messageId)];
}

/** The index of groups has each attempt that ended; the work list has those that are not delivered. */
export function indexes({ seen: { attempts } }: Evidence): Violation[] {
  return attempts.filter(({ status }) => status !== 'STARTED').flatMap(({ messageId, sk, status, gpk, spk }) => [
    ...gpk === undefined ? [violation('mislogged', `attempt ${sk} is not in the index of groups`, messageId)] : [],
    ...(spk === undefined) === (status === 'DELIVERED') ? [] : [violation('mislogged', `attempt ${sk} is ${status} and ${spk ? '' : 'not '}in the work list`, messageId)],
  ]);
}

/** A forwarder that never waited for the log would excuse everything. */
export function slowLog(evidence: Evidence): Violation[] {
  const { requests } = evidence.seen.ledger;
  const hasty = hastyRequests(evidence);
  return hasty > requests.length * MOST_HASTY_SHARE ? [violation('unlogged', `${hasty} of ${requests.length} requests did not wait until their start was logged`)] : [];
}

/** How often the forwarder was seen not to wait for a table that nothing was done to. */
export function timesOfSlowLog(evidence: Evidence): number {
  const { printed } = evidence.seen.ledger;
  const sound = printed.filter(({ messageId, lambdaRequestId }) => evidence.logged(messageId, lambdaRequestId)?.faults.length === 0);
  return hastyRequests(evidence) + sound.length;
}

function hastyRequests(evidence: Evidence): number {
  return evidence.seen.ledger.requests.filter(({ at, messageId, invocations: [requestId = ''] }) => {
    const invocation = evidence.invocation(requestId);
    if (invocation === undefined || evidence.isInTableTrouble(invocation)) return false;
    return (evidence.logged(messageId, requestId)?.startConfirmed ?? Infinity) > at;
  }).length;
}
