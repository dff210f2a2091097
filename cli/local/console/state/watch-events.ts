import type { ConsoleState } from './console-state';
import type { DeadLetteredEvent } from './webhook';
import { DEAD_LETTER_LOG_MESSAGE, type DeadLetterLogLine } from '../../../../src/contract/log-lines';
import { isObject } from '../../assembly/template';
import type { LocalEvents, LogEvent } from '../../events';

/** Tells the state what happens in the local stack, until the returned function is called. */
export function watchEvents(events: LocalEvents, state: ConsoleState): () => void {
  const accepted = state.accepted.bind(state);
  const refused = state.refused.bind(state);
  const attempted = state.attempted.bind(state);
  const quarantined = state.quarantined.bind(state);
  const invoked = state.invoked.bind(state);
  const problem = state.problem.bind(state);
  const logged = (event: LogEvent): void => {
    const deadLettered = readDeadLettered(event);
    if (deadLettered) state.deadLettered(deadLettered);
  };
  events.on('accepted', accepted).on('refused', refused).on('attempt', attempted).on('quarantined', quarantined);
  events.on('invocation', invoked).on('problem', problem).on('log', logged);
  return () => {
    events.off('accepted', accepted).off('refused', refused).off('attempt', attempted).off('quarantined', quarantined);
    events.off('invocation', invoked).off('problem', problem).off('log', logged);
  };
}

function readDeadLettered({ buffer, at, line }: LogEvent): DeadLetteredEvent | undefined {
  // Parsing every line would cost more than all else that the console does.
  if (!line.includes(DEAD_LETTER_LOG_MESSAGE)) return undefined;
  const fields = parse(line);
  if (!isObject(fields) || fields.message !== DEAD_LETTER_LOG_MESSAGE) return undefined;
  const { messageId, group } = fields as unknown as DeadLetterLogLine;
  return { buffer, at, messageId, group };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
