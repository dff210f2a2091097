import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { acceptedAnswer, errorAnswer } from './answers';
import { challengeAnswer, challengeIn, keyOf } from './challenge';
import { type DoorRequest, doorRequest, routeOf } from './door-request';
import { enqueue } from './enqueue';
import { messageIds } from './ids';
import type { Ports } from './ports';
import { Refusal } from './refusal';
import type { Challenge } from '../../src/contract/challenge';
import { DOOR_ERRORS } from '../../src/contract/door-errors';
import type { FunctionDoorConfiguration, FunctionDoorRoute } from '../../src/contract/function-door-configuration';
import { errorFields } from '../logging/error-fields';
import { isVerified } from '../signatures/verifier';

type Settings = Pick<FunctionDoorConfiguration, 'fifo' | 'routes'>;

/** Answers every request, and never rejects. */
export async function answerRequest(event: APIGatewayProxyEvent, settings: Settings, ports: Ports): Promise<APIGatewayProxyResult> {
  const requestId = event.requestContext.extendedRequestId ?? event.requestContext.requestId;
  const route = routeOf(event, Object.keys(settings.routes));
  try {
    if (route === undefined) throw new Refusal(DOOR_ERRORS.NOT_FOUND);
    return await answer(doorRequest(event, route), settings, ports);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : unexpected(error, requestId, ports);
    ports.log.warn('refused', { requestId, route, status: refusal.error.status, reason: refusal.reason });
    return errorAnswer(refusal, requestId);
  }
}

function unexpected(error: unknown, requestId: string, { log }: Ports): Refusal {
  log.error('failed', { requestId, ...errorFields(error) });
  return new Refusal(DOOR_ERRORS.MISCONFIGURED, 'failed');
}

async function answer(request: DoorRequest, { fifo, routes }: Settings, ports: Ports): Promise<APIGatewayProxyResult> {
  const route = routes[request.route];
  const challenge = challengeIn(request, route.source);
  if (challenge !== undefined) return answerChallenge(challenge, request, route, ports);
  if (!route.methods.includes(request.method)) throw methodRefusal(route);
  const verified = isVerified(route.source);
  if (verified) await requireSignature(request, route, ports);
  const ids = messageIds(request, { fifo, route });
  if (ids.group === '') throw new Refusal(DOOR_ERRORS.GROUP_MISSING);
  const messageId = await enqueue(request, { ids, verified }, ports);
  ports.log.info('accepted', { requestId: request.requestId, route: request.route, messageId });
  return acceptedAnswer(route, messageId);
}

async function answerChallenge(challenge: Challenge, request: DoorRequest, route: FunctionDoorRoute, ports: Ports): Promise<APIGatewayProxyResult> {
  if (challenge.signed && isVerified(route.source)) await requireSignature(request, route, ports);
  const answered = await challengeAnswer(challenge, request, keyOf(route.source, ports.secrets));
  ports.log.info('challenge_answered', { requestId: request.requestId, route: request.route, source: route.source.name });
  return answered;
}

function methodRefusal({ methods }: FunctionDoorRoute): Refusal {
  const allowed = [...methods].sort().join(', ');
  return new Refusal({ ...DOOR_ERRORS.METHOD_NOT_ALLOWED, message: `webhooks are taken by ${allowed}` }, DOOR_ERRORS.METHOD_NOT_ALLOWED.code, { Allow: allowed });
}

async function requireSignature(request: DoorRequest, { source }: FunctionDoorRoute, { verifier }: Ports): Promise<void> {
  const verification = await verifier.verify(source, request);
  if (verification.result === 'invalid') throw new Refusal(DOOR_ERRORS.SIGNATURE_INVALID, verification.reason);
  if (verification.result === 'unavailable') throw new Refusal(DOOR_ERRORS.UNAVAILABLE, verification.reason);
}
