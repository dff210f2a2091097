import { askingFor, BROKEN, TIMED_OUT, UNAUTHORIZED, UNREACHABLE } from './support';
import { signalOf, type Signal } from '../../../lambda/forwarder/circuit/signal';
import type { TargetResult } from '../../../lambda/forwarder/ports';
import { awsFailure } from '../../../lambda/forwarder/target/aws-failure';
import { DELIVERED, REFUSED, UNAVAILABLE } from '../support/harness';

const FUNCTION_FAILED: TargetResult = { outcome: { kind: 'retry', slow: false }, report: { httpStatus: 200, errorCode: 'FUNCTION_ERROR' } };
const UNSENDABLE: TargetResult = { outcome: { kind: 'permanent' }, report: { errorCode: 'ERR_INVALID_CHAR' } };

const awsError = (name: string, httpStatusCode?: number): TargetResult =>
  awsFailure(Object.assign(new Error(name), { name, $metadata: { httpStatusCode } }), false);

test.each<[string, TargetResult, Signal['kind'], boolean]>([
  ['a delivery', DELIVERED, 'success', false],
  ['500', BROKEN, 'failure', false],
  ['503', UNAVAILABLE, 'failure', true],
  ['429', askingFor(0), 'failure', true],
  ['no connection', UNREACHABLE, 'failure', false],
  ['no answer in time', TIMED_OUT, 'failure', true],
  ['a function that failed', FUNCTION_FAILED, 'failure', false],
  ['a service that throttles with 400', awsError('ThrottlingException', 400), 'failure', true],
  ['a service that fails', awsError('InternalException', 500), 'failure', false],
  ['a service that denies access', awsError('AccessDeniedException', 403), 'refusal', false],
  ['401', UNAUTHORIZED, 'refusal', false],
  ['422', REFUSED, 'refusal', false],
  ['what cannot be sent', UNSENDABLE, 'none', false],
])('what %s tells about the target', (_, result, kind, overload) => {
  expect(signalOf(result)).toMatchObject({ kind, overload });
});

test.each<[string, TargetResult, number]>([
  ['429', askingFor(7), 7_000],
  ['503', askingFor(7, 503), 0],
])('a wait asked for by %s is for all webhooks or for one', (_, result, holdMillis) => {
  expect(signalOf(result)).toMatchObject({ holdMillis, retryAfterMillis: 7_000 });
});
