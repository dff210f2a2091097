import type { DueDelivery } from './attempt';
import { finishedAttempt, startedAttempt } from './attempts/items';
import { standingVerdict } from './attempts/redelivery';
import type { Invocation } from './invocation';
import type { Verdict } from './verdict';
import { wasAttempted } from './verification';
import { DUPLICATE_LOG_MESSAGE, type DuplicateLogLine } from '../../src/contract/log-lines';

/**
 * Claims the id of a webhook for it, and resolves to a verdict where another message with that id was delivered before. One that was given up
 * or is still under way stands in nobody's way: a webhook that comes twice is better than one that does not come. Where the table does
 * not answer, the webhook is delivered too.
 */
export async function verdictOnDuplicate(due: DueDelivery, invocation: Invocation): Promise<Verdict | undefined> {
  const { messageId, history, record, webhook: { route } } = due;
  const windowSeconds = invocation.settings.routes[route]?.idempotencyWindowSeconds;
  const id = record.attributes.MessageDeduplicationId;
  // What the door makes up where a webhook has no id of its own does not start so.
  if (windowSeconds === undefined || id === undefined || !id.startsWith(`${route}:`) || wasAttempted(history)) return undefined;
  const now = invocation.now();
  const claim = { id, messageId, now, until: now + windowSeconds * 1000 };
  const owner = await invocation.attempts.claimed(claim);
  if (owner === undefined || owner === messageId) return undefined;
  const first = await invocation.attempts.settledHistory(owner);
  if (first !== undefined && standingVerdict(first, now)?.kind === 'delivered') return duplicate(due, owner, invocation);
  await invocation.attempts.claimed({ ...claim, insteadOf: owner });
  return undefined;
}

function duplicate(due: DueDelivery, duplicateOf: string, { attempts, log, now, requestId, settings }: Invocation): Verdict {
  const { messageId, group, webhook } = due;
  const started = startedAttempt({ ...due, lambdaRequestId: requestId, startedAt: now(), attemptLog: settings.attemptLog });
  attempts.finished({ ...finishedAttempt(started, { status: 'DUPLICATE' }, {}), duplicateOf });
  const line: DuplicateLogLine = { messageId, group, route: webhook.route, duplicateOf };
  log.info(DUPLICATE_LOG_MESSAGE, { ...line });
  return { kind: 'duplicate' };
}
