import { headStamp } from './attempts/items';
import { backoffMillis } from './backoff';
import { deadLetterMessage } from './dead-letter';
import { settledWithin } from './deadline';
import { deliver } from './deliver';
import { announce } from './destinations/announce';
import { exhaustedAction } from './exhausted-action';
import type { Delivery, Invocation } from './invocation';
import { park, parkBehind } from './parking/park';
import { quarantine } from './quarantine';
import type { DeadLetterVerdict, GivenUpVerdict, Verdict } from './verdict';
import { DEAD_LETTER_LOG_MESSAGE, DISCARDED_LOG_MESSAGE, HANDSHAKE_LOG_MESSAGE } from '../../src/contract/log-lines';
import { errorFields } from '../logging/error-fields';

/** Kept back for recording that the dead-letter queue has a message. */
const RECORD_MILLIS = 500;

/** Resolves to the time until which the record has to wait, or to undefined once it is done with. Never rejects. */
export async function forward(delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  try {
    return await settle(await deliver(delivery, invocation), delivery, invocation);
  } catch (error) {
    invocation.log.error('record_failed', { messageId: delivery.messageId, group: delivery.group, ...errorFields(error) });
    return backedOff(delivery, invocation);
  }
}

async function settle(verdict: Verdict, delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  const { metrics } = invocation;
  switch (verdict.kind) {
    case 'delivered':
      await announce({ ...verdict, state: 'DELIVERED' }, delivery, invocation);
      metrics.count('DELIVERED');
      return undefined;
    case 'concluded':
      await announce(verdict, delivery, invocation);
      metrics.count(verdict.state);
      return undefined;
    case 'duplicate':
      metrics.count('DUPLICATES');
      return undefined;
    case 'quarantine':
      await quarantine(verdict, delivery, invocation);
      await announce({ state: 'QUARANTINED', reason: verdict.reason, attempts: 0 }, delivery, invocation);
      metrics.count('QUARANTINED');
      return undefined;
    case 'handshake':
      metrics.count('HANDSHAKES');
      invocation.log.info(HANDSHAKE_LOG_MESSAGE, { messageId: delivery.messageId });
      return undefined;
    case 'dead-letter':
      return deadLetter(verdict, delivery, invocation);
    case 'given-up':
      return giveUp(verdict, delivery, invocation);
    case 'behind-parked':
      // Released meanwhile: it is its turn.
      return await parkBehind(verdict.route, delivery, invocation) ? undefined : forward(delivery, invocation);
    case 'retry':
      metrics.count('RETRIED');
      return verdict.at;
    case 'deferred':
      metrics.count('DEFERRED');
      return verdict.until;
  }
}

async function giveUp(verdict: GivenUpVerdict, delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  switch (exhaustedAction(verdict.route, invocation.settings)) {
    case 'park':
      // A webhook that stands in the parking queue is not announced again, however often its record comes back.
      await announce({ ...verdict, state: 'PARKED' }, delivery, invocation);
      return park(verdict, delivery, invocation);
    case 'discard': return discard(verdict, delivery, invocation);
    default: return deadLetter(verdict, delivery, invocation);
  }
}

async function discard(verdict: GivenUpVerdict, delivery: Delivery, invocation: Invocation): Promise<undefined> {
  const { reason, attempts } = verdict;
  const { messageId, group } = delivery;
  const { log, metrics, now, settings } = invocation;
  log.warn(DISCARDED_LOG_MESSAGE, { messageId, group, reason, attempts });
  invocation.attempts.concluded(headStamp(messageId, now(), settings.attemptLog), 'DISCARDED');
  await announce({ ...verdict, state: 'DISCARDED' }, delivery, invocation);
  metrics.count('DISCARDED');
}

/** The queue lets go of the message only when the dead-letter queue has it. */
async function deadLetter(verdict: DeadLetterVerdict | GivenUpVerdict, delivery: Delivery, invocation: Invocation): Promise<number | undefined> {
  const { metrics, queue, settings, remainingMillis } = invocation;
  const sending = queue.deadLetter(deadLetterMessage(delivery, verdict, settings.fifo)).then(() => true);
  if (!await settledWithin(remainingMillis() - RECORD_MILLIS, sending)) throw new Error('the dead-letter queue took too long');
  recordDeadLetter(verdict, delivery, invocation);
  await announce({ ...verdict, state: 'DEAD_LETTERED' }, delivery, invocation);
  metrics.count('DEAD_LETTERED');
  return undefined;
}

function recordDeadLetter({ reason, attempts }: DeadLetterVerdict | GivenUpVerdict, { messageId, group }: Delivery, invocation: Invocation): void {
  const { log, now, settings } = invocation;
  log.warn(DEAD_LETTER_LOG_MESSAGE, { messageId, group, reason, attempts });
  // What is no webhook of this buffer made no attempt, and has no head item.
  if (reason !== 'MALFORMED') invocation.attempts.concluded(headStamp(messageId, now(), settings.attemptLog), 'DEAD_LETTERED');
}

function backedOff({ receiveCount }: Delivery, { now, random, settings }: Invocation): number {
  return now() + backoffMillis(receiveCount, settings.retry, random());
}
