import type { DueDelivery } from '../attempt';
import { lastStatus } from '../attempts/redelivery';
import { sparingMillis } from '../backoff';
import { exhaustedAction } from '../exhausted-action';
import type { Invocation } from '../invocation';
import type { Verdict } from '../verdict';

/** The verdict on a webhook while the circuit keeps it from the target; undefined if it may be sent. No attempt is counted or logged. */
export async function heldByCircuit(due: DueDelivery, invocation: Invocation): Promise<Verdict | undefined> {
  const { messageId, history } = due;
  const failedBefore = history === undefined || history.latest !== undefined;
  const heldUntil = await invocation.circuit?.admit({ messageId, failedBefore });
  return heldUntil === undefined ? undefined : held(due, heldUntil, invocation);
}

function held(due: DueDelivery, heldUntil: number, { now, settings }: Invocation): Verdict {
  const { history, parked, receiveCount, webhook: { route, receivedAt } } = due;
  const { maxAgeSeconds } = settings.routes[route]?.retry ?? settings.retry;
  const untilOfAge = (parked?.releasedAt ?? receivedAt) + maxAgeSeconds * 1000 - now();
  // SQS deletes a message after 14 days, however long the target is down.
  if (untilOfAge <= 0 && exhaustedAction(route, settings) !== 'block') {
    return { kind: 'given-up', reason: 'EXHAUSTED', route, attempts: history?.head?.attempts ?? 0, lastStatus: lastStatus(history?.latest) };
  }
  return { kind: 'deferred', until: Math.max(heldUntil, now() + sparingMillis(receiveCount, Infinity, untilOfAge)) };
}
