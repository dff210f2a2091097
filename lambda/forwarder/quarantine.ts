import { finishedAttempt, quarantinedHead, startedAttempt } from './attempts/items';
import { deadLetterMessage } from './dead-letter';
import { settledWithin } from './deadline';
import type { Delivery, Invocation } from './invocation';
import type { QuarantineVerdict } from './verdict';
import { QUARANTINE_LOG_MESSAGE, type QuarantineLogLine } from '../../src/contract/log-lines';

/** Kept back for recording that the quarantine has a message. */
const RECORD_MILLIS = 500;

const REASON = 'SIGNATURE_INVALID';

/** Sets a forged webhook aside, out of the way of its group. The queue lets go of the message only when the quarantine has it. */
export async function quarantine({ reason, webhook }: QuarantineVerdict, delivery: Delivery, invocation: Invocation): Promise<void> {
  const { queue, settings, remainingMillis } = invocation;
  const message = deadLetterMessage(delivery, { reason: REASON, attempts: 0, verification: reason }, settings.fifo);
  const sending = queue.quarantine(message).then(() => true);
  if (!await settledWithin(remainingMillis() - RECORD_MILLIS, sending)) throw new Error('the quarantine took too long');
  record({ kind: 'quarantine', reason, webhook }, delivery, invocation);
}

function record({ reason, webhook }: QuarantineVerdict, delivery: Delivery, { attempts, log, now, requestId, settings }: Invocation): void {
  const { messageId, group } = delivery;
  const started = startedAttempt({ ...delivery, webhook, lambdaRequestId: requestId, startedAt: now(), attemptLog: settings.attemptLog });
  const row = finishedAttempt(started, { status: 'QUARANTINED' }, { errorCode: REASON, errorMessage: reason });
  attempts.quarantined(row, quarantinedHead(row));
  const line: QuarantineLogLine = { messageId, group, route: webhook.route, reason };
  log.warn(QUARANTINE_LOG_MESSAGE, { ...line });
}
