import type { BackendEvent } from './ledger';
import { excusable, violation, type Observations, type Violation } from './observations';
import type { StoredHead } from '../support/observe';

const MOST_HASTY_SHARE = 0.2;

export function unlogged({ ledger: { accepted, backend }, attempts }: Observations): Violation[] {
  const logged = new Set(attempts.map(({ messageId, sk }) => `${messageId} ${sk}`));
  const delivered = new Set(attempts.filter(({ status }) => status === 'DELIVERED').map(({ messageId }) => messageId));
  return [
    ...backend.filter(({ kind, messageId, attempt }) => kind === 'request' && !logged.has(`${messageId} ${attempt}`))
      .map(({ messageId, attempt }) => excusable('unlogged', `a request of attempt ${attempt} that the log does not have`, messageId)),
    ...accepted.filter(({ messageId }) => !delivered.has(messageId)).map(({ messageId }) => violation('unlogged', 'no DELIVERED attempt in the log', messageId)),
  ];
}

/** A delivered attempt had a success; an attempt with a success is delivered, unless nobody in the forwarder can have seen the success. */
export function mislogged({ ledger: { backend }, attempts }: Observations): Violation[] {
  const key = (event: Pick<BackendEvent, 'messageId' | 'attempt'>) => `${event.messageId} ${event.attempt}`;
  const successful = new Set(backend.filter(({ kind }) => kind === 'success').map(key));
  return attempts.filter(({ status }) => status !== 'STARTED').flatMap(({ messageId, sk, status, outcomeUnknown }) => {
    const success = successful.has(key({ messageId, attempt: sk }));
    const wrong = success ? status !== 'DELIVERED' && !outcomeUnknown : status === 'DELIVERED';
    return wrong ? [violation('mislogged', `attempt ${sk} is ${status}, the backend answered ${success ? '2xx' : 'no 2xx'}`, messageId)] : [];
  });
}

/** Unknown is each attempt whose start was logged and whose end was not, and no other; and each of them was killed. */
export function unknowns({ ledger, attempts }: Observations): Violation[] {
  const killed = new Set(ledger.kills.map(({ requestId }) => requestId));
  const ended = new Set(ledger.attempts.filter(({ endStored }) => endStored).map(({ messageId, sortKey }) => `${messageId} ${sortKey}`));
  return attempts.flatMap(({ messageId, sk, status, lambdaRequestId }) => {
    if (status === 'STARTED') return [excusable('mislogged', `attempt ${sk} is still STARTED`, messageId)];
    if (status !== 'UNKNOWN') return [];
    if (ended.has(`${messageId} ${sk}`)) return [violation('mislogged', `attempt ${sk} is UNKNOWN, although its end was logged`, messageId)];
    return killed.has(lambdaRequestId) ? [] : [violation('mislogged', `attempt ${sk} is UNKNOWN, and nobody killed it`, messageId)];
  });
}

/** A webhook has a head if an attempt at it failed; all are delivered, which no work list shows. */
export function heads({ ledger, attempts, heads: stored }: Observations): Violation[] {
  const failures = countByWebhook(attempts.filter(({ status }) => status !== 'DELIVERED' && status !== 'STARTED'));
  const lost = countByWebhook(ledger.attempts.filter(({ endStored }) => !endStored));
  const known = new Set(stored.map(({ messageId }) => messageId));
  return [
    ...[...failures.keys()].filter(messageId => !known.has(messageId)).map(messageId => excusable('mislogged', 'no head, although an attempt failed', messageId)),
    ...stored.flatMap(head => headFault(head, failures.get(head.messageId) ?? 0, lost.get(head.messageId) ?? 0)),
  ];
}

/** A failure that was counted is counted once more where the forwarder was killed before it had logged it. */
function headFault({ messageId, state, spk, attempts }: StoredHead, failed: number, lost: number): Violation[] {
  if (state !== 'DELIVERED' || spk !== undefined) return [excusable('mislogged', `the head is ${state}${spk ? ' and in the work list' : ''}`, messageId)];
  const wrong = attempts < failed || attempts > failed + lost;
  return wrong ? [excusable('mislogged', `the head counts ${attempts} failed attempts of ${failed}`, messageId)] : [];
}

function countByWebhook(attempts: ReadonlyArray<{ readonly messageId: string }>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { messageId } of attempts) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  return counts;
}

/** The index of groups has each attempt that ended; the work list has those that are not delivered. */
export function indexes({ attempts }: Observations): Violation[] {
  return attempts.filter(({ status }) => status !== 'STARTED').flatMap(({ messageId, sk, status, gpk, spk }) => [
    ...gpk === undefined ? [violation('mislogged', `attempt ${sk} is not in the index of groups`, messageId)] : [],
    ...(spk === undefined) === (status === 'DELIVERED') ? [] : [violation('mislogged', `attempt ${sk} is ${status} and ${spk ? '' : 'not '}in the work list`, messageId)],
  ]);
}

/** A forwarder that never waited for the log would excuse everything. */
export function slowLog({ ledger: { backend } }: Observations): Violation[] {
  const requests = backend.filter(({ kind }) => kind === 'request');
  const hasty = requests.filter(request => request.hasty).length;
  return hasty > requests.length * MOST_HASTY_SHARE ? [violation('unlogged', `${hasty} of ${requests.length} requests did not wait until their start was logged`)] : [];
}
