import type { AcceptedEvent, AttemptEvent, InvocationEvent, LogEvent, ProblemEvent, RefusedEvent } from '../../../../cli/local/events';

export const START = Date.UTC(2026, 0, 1, 12);
export const BUFFER = 'Shop/Orders';

export function accepted(change: Partial<AcceptedEvent> = {}): AcceptedEvent {
  return {
    buffer: BUFFER,
    messageId: 'm1',
    group: 'order-1',
    at: START,
    method: 'POST',
    path: '/prod/orders',
    query: '',
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from('{}'),
    ...change,
  };
}

export function attempted(change: Partial<AttemptEvent> = {}): AttemptEvent {
  return {
    buffer: BUFFER,
    messageId: 'm1',
    group: 'order-1',
    route: '/orders',
    status: 'DELIVERED',
    attempt: 1,
    startedAt: new Date(START + 100).toISOString(),
    durationMillis: 50,
    httpStatus: 200,
    ...change,
  };
}

export function failed(change: Partial<AttemptEvent> = {}): AttemptEvent {
  return attempted({ status: 'RETRY', httpStatus: 503, retryAt: new Date(START + 60_000).toISOString(), ...change });
}

export function refused(change: Partial<RefusedEvent> = {}): RefusedEvent {
  return { buffer: BUFFER, at: START, method: 'POST', path: '/prod/orders', query: '', status: 415, error: 'Unsupported media type', ...change };
}

export function problem(change: Partial<ProblemEvent> = {}): ProblemEvent {
  return { buffer: BUFFER, at: START, message: 'Cannot receive', ...change };
}

export function invoked(change: Partial<InvocationEvent> = {}): InvocationEvent {
  return { buffer: BUFFER, at: START, requestId: 'r1', records: 1, durationMillis: 20, outcome: 'succeeded', ...change };
}

export function logged(fields: object | string, change: Partial<LogEvent> = {}): LogEvent {
  return { buffer: BUFFER, at: START, stream: 'stdout', line: typeof fields === 'string' ? fields : JSON.stringify(fields), ...change };
}

export function loggedDeadLettering(messageId = 'm1', group = 'order-1'): LogEvent {
  return logged({ level: 'WARN', message: 'dead_lettered', messageId, group, reason: 'EXHAUSTED', attempts: 3 });
}
