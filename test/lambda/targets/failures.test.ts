import { knowErrorsOfNode } from './support/one-realm';
import { SERVICES } from './support/services';
import { signalOf } from '../../../lambda/forwarder/circuit/signal';
import { awsFailure, refusedEntry } from '../../../lambda/forwarder/target/aws-failure';
import { Backend, closedPort, rawBackend } from '../support/backend';
import { webhookOf } from '../support/records';

knowErrorsOfNode();

const turn = async (): Promise<void> => {};
const identity = { messageId: 'm1', group: 'g', attempt: 1 };

describe.each(SERVICES)('F32 $name', service => {
  let backend: Backend;
  beforeEach(async () => { backend = await Backend.start(service.take); });
  afterEach(() => backend.stop());

  const attempt = (answer: Backend['answer'] = service.take) => {
    backend.answer = answer;
    return service.at(backend.url).attempt(webhookOf(), identity, turn);
  };
  const refused = (which: 'throttled' | 'denied' | 'missing' | 'invalid') => attempt(service.refuse(service[which]));

  it('has a webhook delivered by one call that it takes', async () => {
    expect(await attempt()).toMatchObject({ outcome: { kind: 'delivered' }, report: { httpStatus: 200 } });
    expect(backend.requests).toHaveLength(1);
  });

  it('that throttles is tried again soon, as another attempt', async () => {
    const { outcome, report } = await refused('throttled');
    expect(outcome).toMatchObject({ kind: 'retry', slow: false });
    expect(report).toMatchObject({ httpStatus: service.throttled.status, errorMessage: `${service.throttled.code} says the service` });
    expect(report.outcomeUnknown).toBeUndefined();
    expect(backend.requests).toHaveLength(1);
    expect(signalOf({ outcome, report }).kind).toBe('failure');
  });

  it.each(['denied', 'missing'] as const)('to which access is %s is tried again slowly', async which => {
    const { outcome, report } = await refused(which);
    expect(outcome).toMatchObject({ kind: 'retry', slow: true });
    expect(report.outcomeUnknown).toBeUndefined();
    expect(signalOf({ outcome, report }).kind).toBe('refusal');
  });

  it('that finds fault with the message is not tried again', async () => {
    expect((await refused('invalid')).outcome).toEqual({ kind: 'permanent' });
  });

  it('that breaks off by itself is tried again, and may have done it', async () => {
    const result = await attempt(service.refuse({ code: 'InternalFailure', status: 500 }));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { httpStatus: 500, outcomeUnknown: true } });
    expect(backend.requests).toHaveLength(1);
  });

  it('that is not available is tried again', async () => {
    const result = await attempt(service.refuse({ code: 'ServiceUnavailable', status: 503 }));
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { httpStatus: 503 } });
    expect(result.report.outcomeUnknown).toBeUndefined();
  });

  it('that says nothing is given up at the end of the attempt\'s time, and may have done it', async () => {
    backend.answer = () => {};
    const result = await service.at(backend.url, { totalTimeoutMillis: 50 }).attempt(webhookOf(), identity, turn);
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'TIMEOUT_TOTAL', outcomeUnknown: true } });
  });

  it('whose answer drips is given up at the end of the attempt\'s time', async () => {
    backend.answer = response => { response.writeHead(200, { 'content-length': '1000' }).write('{'); };
    const result = await service.at(backend.url, { totalTimeoutMillis: 200 }).attempt(webhookOf(), identity, turn);
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'TIMEOUT_TOTAL' } });
  });

  it('whose connection breaks off may have done it', async () => {
    const result = await attempt(response => { response.socket?.destroy(); });
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ECONNRESET', outcomeUnknown: true } });
  });

  it('F1 that cannot be reached has surely not done it', async () => {
    const result = await service.at(`http://127.0.0.1:${await closedPort()}`).attempt(webhookOf(), identity, turn);
    expect(result).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'ECONNREFUSED' } });
    expect(result.report.outcomeUnknown).toBeUndefined();
  });

  it('that answers what is no answer is tried again', async () => {
    const { url, stop } = await rawBackend(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{{{{{'));
    const { outcome } = await service.at(url).attempt(webhookOf(), identity, turn);
    await stop();
    expect(outcome.kind === 'permanent').toBe(false);
  });

  it('is not called with more than it takes', async () => {
    const result = await service.at(backend.url).attempt(webhookOf({ body: 'x'.repeat(service.tooManyBytes) }), identity, turn);
    expect(result).toMatchObject({ outcome: { kind: 'permanent' }, report: { errorCode: 'TARGET_PAYLOAD_TOO_LARGE' } });
    expect(result.report.errorMessage).toMatch(/^\d+ bytes, of \d+ that the target takes$/);
    expect(backend.requests).toEqual([]);
  });
});

describe('a call that rejects', () => {
  const failure = (error: object) => awsFailure(Object.assign(new Error('said'), error), false);

  it.each<[string, object, 'retry' | 'slow' | 'permanent']>([
    ['a function whose key is disabled', { name: 'KMSDisabledException', $metadata: { httpStatusCode: 502 } }, 'slow'],
    ['a function whose runtime is gone', { name: 'InvalidRuntimeException', $metadata: { httpStatusCode: 502 } }, 'slow'],
    ['a function that is not ready yet', { name: 'ResourceNotReadyException', $metadata: { httpStatusCode: 502 } }, 'retry'],
    ['a function that is being updated', { name: 'ResourceConflictException', $metadata: { httpStatusCode: 409 } }, 'retry'],
    ['a subnet without addresses', { name: 'SubnetIPAddressLimitReachedException', $metadata: { httpStatusCode: 502 } }, 'retry'],
    ['a throttled key', { name: 'KmsThrottled', $metadata: { httpStatusCode: 400 } }, 'retry'],
    ['a state machine that is being deleted', { name: 'StateMachineDeleting', $metadata: { httpStatusCode: 400 } }, 'slow'],
    ['a session that expired', { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 403 } }, 'slow'],
    ['no credentials at all', { name: 'CredentialsProviderError' }, 'slow'],
    ['a name that does not resolve', { name: 'Error', code: 'ENOTFOUND' }, 'retry'],
    ['a refusal that nobody has heard of', { name: 'Newfangled', $metadata: { httpStatusCode: 418 } }, 'slow'],
    ['a request that took too long to arrive', { name: 'RequestTimeout', $metadata: { httpStatusCode: 408 } }, 'retry'],
    ['a payload that is larger than was thought', { name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } }, 'permanent'],
  ])('by %s', (_, error, expected) => {
    const { outcome } = failure(error);
    expect(outcome.kind === 'retry' && outcome.slow ? 'slow' : outcome.kind).toBe(expected);
  });

  it('with a wait that the service asked for is waited for', () => {
    expect(failure({ name: 'TooManyRequestsException', retryAfterSeconds: '7', $metadata: { httpStatusCode: 429 } }).outcome)
      .toEqual({ kind: 'retry', slow: false, retryAfterMillis: 7_000 });
  });

  it('since no connection came about has surely done nothing', () => {
    expect(failure({ name: 'TimeoutError' })).toMatchObject({ report: { errorCode: 'TIMEOUT_CONNECT', outcomeUnknown: undefined } });
  });

  it('with what is no error is a failure all the same', () => {
    expect(awsFailure('text', false)).toMatchObject({ outcome: { kind: 'retry' }, report: { errorCode: 'UNKNOWN' } });
    expect(refusedEntry()).toMatchObject({ outcome: { kind: 'retry', slow: false }, report: { errorCode: 'UNKNOWN' } });
  });
});

