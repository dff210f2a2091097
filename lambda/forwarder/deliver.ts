import { makeAttempt } from './attempt';
import { headStamp } from './attempts/items';
import { standingVerdict } from './attempts/redelivery';
import { MalformedMessage, openEnvelope, type Webhook } from './envelope';
import type { Delivery, Invocation } from './invocation';
import type { Verdict } from './verdict';
import { INVOCATION_RESERVE_MILLIS } from '../../src/contract/limits';

/** For a record without time left: SQS hands it over again as soon as this invocation is over. */
const NEXT_INVOCATION_MILLIS = 1_000;

/** Takes a record to its verdict, with at most one attempt. */
export async function deliver(delivery: Delivery, invocation: Invocation): Promise<Verdict> {
  const webhook = opened(delivery, invocation);
  if (webhook === undefined) return { kind: 'dead-letter', reason: 'MALFORMED', attempts: 0 };
  if (isHandshake(webhook)) return { kind: 'handshake' };
  // The first receive has no history.
  const history = delivery.receiveCount > 1 ? await invocation.attempts.history(delivery.messageId) : {};
  const standing = history && standingVerdict(history, invocation.now());
  if (standing !== undefined) {
    if (standing.kind === 'delivered' && history?.head?.state === 'FAILING') concludeHead(delivery, invocation);
    return standing;
  }
  if (invocation.remainingMillis() < invocation.target.totalTimeoutMillis + INVOCATION_RESERVE_MILLIS) {
    return { kind: 'deferred', until: invocation.now() + NEXT_INVOCATION_MILLIS };
  }
  return makeAttempt({ ...delivery, webhook, history }, invocation);
}

/** The mark alone is not enough: what has a body is forwarded, whoever marked it. */
function isHandshake({ flags, body }: Webhook): boolean {
  return flags.includes('handshake') && (body.length === 0 || body.toString() === '{}');
}

function opened({ record, messageId, group }: Delivery, { log }: Invocation): Webhook | undefined {
  try {
    return openEnvelope(record);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    log.warn('malformed_message', { messageId, group, errorMessage: error.message });
    return undefined;
  }
}

function concludeHead({ messageId }: Delivery, { attempts, now, settings }: Invocation): void {
  attempts.concluded(headStamp(messageId, now(), settings.attemptLog), 'DELIVERED');
}
