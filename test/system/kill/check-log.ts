import type { BackendEvent } from './ledger';
import { violation, type Observations, type Violation } from './observations';

export function unlogged({ ledger: { accepted, backend }, attempts }: Observations): Violation[] {
  const logged = new Set(attempts.map(({ messageId, sk }) => `${messageId} ${sk}`));
  const delivered = new Set(attempts.filter(({ status }) => status === 'DELIVERED').map(({ messageId }) => messageId));
  return [
    ...backend.filter(({ kind, messageId, attempt }) => kind === 'request' && !logged.has(`${messageId} ${attempt}`))
      .map(({ messageId, attempt }) => violation('unlogged', `a request of attempt ${attempt} that the log does not have`, messageId)),
    ...accepted.filter(({ messageId }) => !delivered.has(messageId)).map(({ messageId }) => violation('unlogged', 'no DELIVERED attempt in the log', messageId)),
  ];
}

/** A delivered attempt had a success; an attempt with a success is delivered, unless nobody in the forwarder can have seen the success. */
export function mislogged({ ledger: { backend }, attempts }: Observations): Violation[] {
  const key = (event: Pick<BackendEvent, 'messageId' | 'attempt'>) => `${event.messageId} ${event.attempt}`;
  const successful = new Set(backend.filter(({ kind }) => kind === 'success').map(key));
  return attempts.flatMap(({ messageId, sk, status, outcomeUnknown }) => {
    const success = successful.has(key({ messageId, attempt: sk }));
    const wrong = success ? status !== 'DELIVERED' && !outcomeUnknown : status === 'DELIVERED';
    return wrong ? [violation('mislogged', `attempt ${sk} is ${status}, the backend answered ${success ? '2xx' : 'no 2xx'}`, messageId)] : [];
  });
}

/** Unknown is each attempt whose start was logged and whose end was not, and no other; and each of them was killed. */
export function unknowns({ ledger, attempts }: Observations): Violation[] {
  const key = (messageId: string, sortKey: string) => `${messageId} ${sortKey}`;
  const killed = new Set(ledger.kills.map(({ requestId }) => requestId));
  const printed = new Set(ledger.fallbacks.map(({ messageId, sk }) => key(messageId, sk)));
  const announced = new Map(ledger.attempts.map(attempt => [key(attempt.messageId, attempt.sortKey), attempt]));
  return attempts.flatMap(({ messageId, sk, status, lambdaRequestId }) => {
    const attempt = announced.get(key(messageId, sk));
    const ended = attempt?.endStored || printed.has(key(messageId, sk));
    const fault = status === 'UNKNOWN'
      ? unknownFault(killed.has(lambdaRequestId), attempt?.endStored)
      : endFault(status, attempt?.startStored && !ended);
    return fault === undefined ? [] : [violation('mislogged', `attempt ${sk} is ${status}, ${fault}`, messageId)];
  });
}

function unknownFault(killed: boolean, endStored = false): string | undefined {
  if (endStored) return 'although its end was logged';
  return killed ? undefined : 'and nobody killed it';
}

function endFault(status: string, lost = false): string | undefined {
  if (status === 'STARTED') return 'although all is over';
  return lost ? 'although its end was lost' : undefined;
}

/** A webhook has a head if an attempt at it failed; all are delivered, which no work list shows. */
export function heads({ attempts, heads: stored }: Observations): Violation[] {
  const failures = new Map<string, number>();
  for (const { messageId, status } of attempts) if (status !== 'DELIVERED') failures.set(messageId, (failures.get(messageId) ?? 0) + 1);
  const known = new Set(stored.map(({ messageId }) => messageId));
  return [
    ...[...failures.keys()].filter(messageId => !known.has(messageId)).map(messageId => violation('mislogged', 'no head, although an attempt failed', messageId)),
    ...stored.flatMap(({ messageId, state, attempts: counted, spk }) => {
      const failed = failures.get(messageId) ?? 0;
      if (state !== 'DELIVERED' || spk !== undefined) return [violation('mislogged', `the head is ${state}${spk ? ' and in the work list' : ''}`, messageId)];
      return counted < failed ? [violation('mislogged', `the head counts ${counted} failed attempts of ${failed}`, messageId)] : [];
    }),
  ];
}

/** The index of groups has each attempt that ended; the work list has those that are not delivered. */
export function indexes({ attempts }: Observations): Violation[] {
  return attempts.filter(({ status }) => status !== 'STARTED').flatMap(({ messageId, sk, status, gpk, spk }) => [
    ...gpk === undefined ? [violation('mislogged', `attempt ${sk} is not in the index of groups`, messageId)] : [],
    ...(spk === undefined) === (status === 'DELIVERED') ? [] : [violation('mislogged', `attempt ${sk} is ${status} and ${spk ? '' : 'not '}in the work list`, messageId)],
  ]);
}
