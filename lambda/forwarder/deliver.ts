import { makeAttempt, type DueDelivery } from './attempt';
import { headStamp } from './attempts/items';
import { standingVerdict } from './attempts/redelivery';
import { backoffMillis } from './backoff';
import { heldByCircuit } from './circuit/held-by-circuit';
import { settledWithin } from './deadline';
import { MalformedMessage, openEnvelope, type ClaimedBody, type Envelope } from './envelope';
import { exhaustedAction } from './exhausted-action';
import { verdictOnDuplicate } from './idempotency';
import type { Delivery, Invocation } from './invocation';
import type { History } from './ports';
import type { Verdict } from './verdict';
import { verifySignature, wasAttempted } from './verification';
import { INVOCATION_RESERVE_MILLIS } from '../../src/contract/limits';
import { errorFields } from '../logging/error-fields';

/** For a record without time left: SQS hands it over again as soon as this invocation is over. */
const NEXT_INVOCATION_MILLIS = 1_000;

/** For a record of whose group the state could not be read: SQS hands it over often enough for more than three days of such waits. */
const LONGEST_UNKNOWN_MILLIS = 300_000;

interface OpenedDelivery extends Delivery {
  readonly envelope: Envelope;
  /** Empty on the first receive, undefined if it could not be read. */
  readonly history: History | undefined;
}

/** Takes a record to its verdict, with at most one attempt. */
export async function deliver(delivery: Delivery, invocation: Invocation): Promise<Verdict> {
  const envelope = open(delivery, invocation);
  if (envelope === undefined) return { kind: 'dead-letter', reason: 'MALFORMED', attempts: 0 };
  if (isHandshake(envelope)) return { kind: 'handshake' };
  // The first receive has no history.
  const history = delivery.receiveCount > 1 ? await invocation.attempts.history(delivery.messageId) : {};
  const opened = { ...delivery, envelope, history };
  const verdict = standing(opened, invocation) ?? await behindParked(opened, invocation) ?? await attempt(opened, invocation);
  // A webhook that is given up keeps its body, so that it can be moved back.
  if ((verdict.kind === 'delivered' || verdict.kind === 'duplicate') && !Buffer.isBuffer(envelope.body)) invocation.bodies.release(envelope.body);
  return verdict;
}

/** The mark alone is not enough: what has a body is forwarded, whoever marked it. */
function isHandshake({ flags, body }: Envelope): boolean {
  return flags.includes('handshake') && Buffer.isBuffer(body) && (body.length === 0 || body.toString() === '{}');
}

function open({ record, messageId, group }: Delivery, { log }: Invocation): Envelope | undefined {
  try {
    return openEnvelope(record);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    log.warn('malformed_message', { messageId, group, errorMessage: error.message });
    return undefined;
  }
}

function standing(delivery: OpenedDelivery, invocation: Invocation): Verdict | undefined {
  const { envelope, history, parked } = delivery;
  const blocks = exhaustedAction(envelope.route, invocation.settings) === 'block';
  const verdict = history && standingVerdict(history, invocation.now(), blocks ? Infinity : parked?.releasedAt);
  if (verdict?.kind === 'delivered' && history?.head !== undefined && history.head.state !== 'DELIVERED') concludeHead(delivery, invocation);
  return verdict;
}

/** Where nobody can tell whether its group is parked, a webhook waits: it must not pass one that is. */
async function behindParked(delivery: OpenedDelivery, invocation: Invocation): Promise<Verdict | undefined> {
  const { group, parked, receiveCount, envelope: { route, ownGroup } } = delivery;
  const { groups, now, random, settings } = invocation;
  // Nothing else is in a group that was made for one request.
  if (groups === undefined || parked !== undefined || group === ownGroup) return undefined;
  switch (await groups.standingOf(group)) {
    case 'flowing': return undefined;
    case 'parked': return { kind: 'behind-parked', route };
    case 'unknown': return { kind: 'deferred', until: now() + Math.min(LONGEST_UNKNOWN_MILLIS, backoffMillis(receiveCount, settings.retry, random())) };
  }
}

function concludeHead({ messageId }: Delivery, { attempts, now, settings }: Invocation): void {
  attempts.concluded(headStamp(messageId, now(), settings.attemptLog), 'DELIVERED');
}

async function attempt(delivery: OpenedDelivery, invocation: Invocation): Promise<Verdict> {
  const { envelope } = delivery;
  if (spareMillis(invocation) < 0) return untilNextInvocation(invocation);
  if (!Buffer.isBuffer(envelope.body)) return attemptWithClaim(envelope.body, delivery, invocation);
  return attemptIfGenuine({ ...delivery, webhook: { ...envelope, body: envelope.body } }, invocation);
}

async function attemptWithClaim(claim: ClaimedBody, delivery: OpenedDelivery, invocation: Invocation): Promise<Verdict> {
  const { envelope, messageId, group } = delivery;
  let body: Buffer | undefined;
  try {
    body = await invocation.bodies.fetch(claim, spareMillis(invocation));
  } catch (error) {
    invocation.log.warn('body_not_fetched', { messageId, group, ...errorFields(error) });
    return untilBackedOff(delivery, invocation);
  }
  if (body === undefined) return withoutBody(claim, delivery, invocation);
  return attemptIfGenuine({ ...delivery, webhook: { ...envelope, body } }, invocation);
}

function withoutBody({ key }: ClaimedBody, delivery: OpenedDelivery, invocation: Invocation): Verdict {
  const { history, messageId, group } = delivery;
  invocation.log.error('body_missing', { messageId, group, key });
  // A delivery would have removed it, and without the log nobody knows whether there was one.
  if (history === undefined) return untilBackedOff(delivery, invocation);
  return { kind: 'dead-letter', reason: 'BODY_MISSING', attempts: history.head?.attempts ?? 0 };
}

async function attemptIfGenuine(due: DueDelivery, invocation: Invocation): Promise<Verdict> {
  const { webhook, history } = due;
  const source = invocation.settings.routes[webhook.route]?.source;
  if (source === undefined || webhook.verified || wasAttempted(history)) return attemptUnlessDuplicate(due, invocation);
  const verification = await settledWithin(spareMillis(invocation), verifySignature(webhook, source, invocation));
  // The time for an attempt may have gone into reading a secret.
  if (verification === undefined || spareMillis(invocation) < 0) return untilNextInvocation(invocation);
  if (verification.result === 'valid') return attemptUnlessDuplicate(due, invocation);
  // Without the log nobody knows whether it was checked before, with a secret that is no longer there.
  if (verification.result === 'invalid' && history !== undefined) return { kind: 'quarantine', reason: verification.reason, webhook };
  const { messageId, group } = due;
  // Whoever forges one brings that about, and nobody has to see to it.
  if (verification.reason !== 'secret_maybe_rotated') invocation.metrics.count('VERIFICATION_UNAVAILABLE');
  invocation.log.warn('signature_not_checked', { messageId, group, route: webhook.route, reason: verification.reason });
  return untilBackedOff(due, invocation);
}

async function attemptUnlessDuplicate(due: DueDelivery, invocation: Invocation): Promise<Verdict> {
  return await verdictOnDuplicate(due, invocation) ?? attemptInTurn(due, invocation);
}

/** The circuit is asked last, so that a target that is down is probed by a webhook that does go out; and what it holds back waits for no turn. */
async function attemptInTurn(due: DueDelivery, invocation: Invocation): Promise<Verdict> {
  const held = await heldByCircuit(due, invocation);
  if (held !== undefined) return held;
  const isInTime = await invocation.pacer.turn(() => spareMillis(invocation));
  return isInTime ? makeAttempt(due, invocation) : untilNextInvocation(invocation);
}

/** What an attempt would leave over. */
function spareMillis({ remainingMillis, target }: Invocation): number {
  return remainingMillis() - target.totalTimeoutMillis - INVOCATION_RESERVE_MILLIS;
}

function untilNextInvocation({ now }: Invocation): Verdict {
  return { kind: 'deferred', until: now() + NEXT_INVOCATION_MILLIS };
}

function untilBackedOff({ receiveCount }: Delivery, { now, random, settings }: Invocation): Verdict {
  return { kind: 'deferred', until: now() + backoffMillis(receiveCount, settings.retry, random()) };
}
