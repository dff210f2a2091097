import { isObject, type JsonObject } from './assembly/template';
import type { LocalEvents, LogEvent } from './events';
import { ATTEMPT_LOG_MESSAGE, QUARANTINE_LOG_MESSAGE, type AttemptLogLine, type QuarantineLogLine } from '../../src/contract/log-lines';

/** Tells what a forwarder printed, and once more what it says about an attempt or a quarantine. */
export function reportLog(events: LocalEvents, event: LogEvent): void {
  events.emit('log', event);
  const fields = parse(event.line);
  if (!isObject(fields)) return;
  const { buffer, at } = event;
  if (fields.message === ATTEMPT_LOG_MESSAGE) events.emit('attempt', { ...attemptIn(fields), buffer });
  if (fields.message === QUARANTINE_LOG_MESSAGE) events.emit('quarantined', { ...quarantineIn(fields), buffer, at });
}

/** The fields of an attempt, without those that the logger adds to each line. */
function attemptIn(fields: JsonObject): AttemptLogLine {
  const { messageId, group, route, status, attempt, startedAt, durationMillis, httpStatus, errorCode, retryAt } = fields as unknown as AttemptLogLine;
  return { messageId, group, route, status, attempt, startedAt, durationMillis, httpStatus, errorCode, retryAt };
}

function quarantineIn(fields: JsonObject): QuarantineLogLine {
  const { messageId, group, route, reason } = fields as unknown as QuarantineLogLine;
  return { messageId, group, route, reason };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
