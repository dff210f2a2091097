import { createHash } from 'node:crypto';
import type { DoorRequest } from './door-request';
import { type Claim, fitsIntoQueue, type MessageOptions, webhookMessage } from './message';
import type { Bodies, OutgoingMessage, Ports } from './ports';
import { isDefinite, Refusal, refusalOf } from './refusal';
import { DOOR_ERRORS } from '../../src/contract/door-errors';
import { CLAIM_KEY_PREFIX } from '../../src/contract/envelope';
import { errorFields } from '../logging/error-fields';

/**
 * Resolves to the message id once SQS holds the webhook.
 *
 * @throws Refusal
 */
export async function enqueue(request: DoorRequest, options: MessageOptions, ports: Ports): Promise<string> {
  const message = webhookMessage(request, options);
  if (fitsIntoQueue(message)) return send(message, request, ports);
  if (ports.bodies === undefined) throw new Refusal(DOOR_ERRORS.PAYLOAD_TOO_LARGE);
  const claim = { key: CLAIM_KEY_PREFIX + ports.uniqueId(), sha256: createHash('sha256').update(request.body).digest('hex') };
  const claiming = webhookMessage(request, { ...options, claim });
  if (!fitsIntoQueue(claiming)) throw new Refusal(DOOR_ERRORS.PAYLOAD_TOO_LARGE);
  return sendClaiming(claiming, claim, request, { ...ports, bodies: ports.bodies });
}

async function send(message: OutgoingMessage, { requestId }: DoorRequest, { queue, log }: Ports): Promise<string> {
  try {
    return await queue.send(message);
  } catch (error) {
    log.error('queue_failed', { requestId, ...errorFields(error) });
    throw new Refusal(refusalOf(error), isDefinite(error) ? 'queue_refused' : 'queue_failed');
  }
}

type PortsWithBodies = Ports & { readonly bodies: Bodies };

/** The body is in its place before the message that claims it. */
async function sendClaiming(message: OutgoingMessage, { key, sha256 }: Claim, request: DoorRequest, ports: PortsWithBodies): Promise<string> {
  const { requestId } = request;
  try {
    await ports.bodies.put(key, request.body, sha256);
  } catch (error) {
    ports.log.error('body_store_failed', { requestId, ...errorFields(error) });
    throw new Refusal(isDefinite(error) ? DOOR_ERRORS.MISCONFIGURED : DOOR_ERRORS.UNAVAILABLE, 'body_store_failed');
  }
  try {
    return await send(message, request, ports);
  } catch (error) {
    // Where it is not certain that the message is not on the queue, the body may be claimed; it expires by itself.
    if (error instanceof Refusal && error.reason === 'queue_refused') {
      await ports.bodies.remove(key).catch((failure: unknown) => ports.log.warn('body_not_removed', { requestId, ...errorFields(failure) }));
    }
    throw error;
  }
}
