import { lastStatus } from '../attempts/redelivery';
import { sparingMillis } from '../backoff';
import type { Envelope } from '../envelope';
import type { Delivery, Invocation } from '../invocation';
import type { History } from '../ports';
import type { Verdict } from '../verdict';

/** A webhook that is due for an attempt, as far as its message goes. */
export interface HoldableDelivery extends Delivery {
  readonly envelope: Pick<Envelope, 'route' | 'receivedAt'>;
  readonly history: History | undefined;
}

/** The verdict on a webhook while the circuit keeps it from the target; undefined if it may be sent. It costs no attempt and leaves no trace in the log. */
export async function heldByCircuit(delivery: HoldableDelivery, invocation: Invocation): Promise<Verdict | undefined> {
  const { messageId, history } = delivery;
  const failedBefore = history === undefined || history.latest !== undefined;
  const heldUntil = await invocation.circuit?.admit({ messageId, failedBefore });
  return heldUntil === undefined ? undefined : held(delivery, heldUntil, invocation);
}

function held({ history, receiveCount, envelope }: HoldableDelivery, heldUntil: number, { now, settings }: Invocation): Verdict {
  const { maxAgeSeconds } = settings.routes[envelope.route]?.retry ?? settings.retry;
  const untilOfAge = envelope.receivedAt + maxAgeSeconds * 1000 - now();
  // SQS deletes a message after 14 days, however long the target is down.
  if (untilOfAge <= 0) return { kind: 'dead-letter', reason: 'EXHAUSTED', attempts: history?.head?.attempts ?? 0, lastStatus: lastStatus(history?.latest) };
  return { kind: 'deferred', until: Math.max(heldUntil, now() + sparingMillis(receiveCount, untilOfAge)) };
}
