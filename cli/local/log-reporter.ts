import { isObject } from './assembly/template';
import type { LocalEvents, LogEvent } from './events';
import { ATTEMPT_LOG_MESSAGE, type AttemptLogLine } from '../../src/contract/log-lines';

/** Tells what a forwarder printed, and once more what it says about an attempt. */
export function reportLog(events: LocalEvents, event: LogEvent): void {
  events.emit('log', event);
  const attempt = readAttempt(event.line);
  if (attempt) events.emit('attempt', { ...attempt, buffer: event.buffer });
}

/** The fields of an attempt, without those that the logger adds to each line. */
function readAttempt(line: string): AttemptLogLine | undefined {
  const fields = parse(line);
  if (!isObject(fields) || fields.message !== ATTEMPT_LOG_MESSAGE) return undefined;
  const { messageId, group, route, status, attempt, startedAt, durationMillis, httpStatus, errorCode, retryAt } = fields as unknown as AttemptLogLine;
  return { messageId, group, route, status, attempt, startedAt, durationMillis, httpStatus, errorCode, retryAt };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
