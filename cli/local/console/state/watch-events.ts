import type { ConsoleState } from './console-state';
import type { AsideState, SetAsideEvent } from './webhook';
import {
  DEAD_LETTER_LOG_MESSAGE, DISCARDED_LOG_MESSAGE, DUPLICATE_LOG_MESSAGE, HANDSHAKE_LOG_MESSAGE, PARKED_LOG_MESSAGE, QUARANTINE_LOG_MESSAGE,
} from '../../../../src/contract/log-lines';
import { isObject } from '../../assembly/template';
import type { LocalEvents, LogEvent } from '../../events';

/** By the message of the line that a forwarder logs. */
const SET_ASIDE: ReadonlyMap<unknown, AsideState> = new Map<unknown, AsideState>([
  [PARKED_LOG_MESSAGE, 'parked'],
  [DISCARDED_LOG_MESSAGE, 'discarded'],
  [DEAD_LETTER_LOG_MESSAGE, 'dead-lettered'],
  [QUARANTINE_LOG_MESSAGE, 'quarantined'],
  [DUPLICATE_LOG_MESSAGE, 'duplicate'],
  [HANDSHAKE_LOG_MESSAGE, 'handshake'],
]);
const MESSAGES = [...SET_ASIDE.keys()].map(String);

/** Tells the state what happens in the local stack, until the returned function is called. */
export function watchEvents(events: LocalEvents, state: ConsoleState): () => void {
  const accepted = state.accepted.bind(state);
  const refused = state.refused.bind(state);
  const attempted = state.attempted.bind(state);
  const invoked = state.invoked.bind(state);
  const problem = state.problem.bind(state);
  const logged = (event: LogEvent): void => {
    const setAside = readSetAside(event);
    if (setAside) state.setAside(setAside);
  };
  events.on('accepted', accepted).on('refused', refused).on('attempt', attempted).on('invocation', invoked).on('problem', problem).on('log', logged);
  return () => {
    events.off('accepted', accepted).off('refused', refused).off('attempt', attempted).off('invocation', invoked).off('problem', problem).off('log', logged);
  };
}

function readSetAside({ buffer, at, line }: LogEvent): SetAsideEvent | undefined {
  // Parsing every line would cost more than all else that the console does.
  if (!MESSAGES.some(message => line.includes(message))) return undefined;
  const fields = parse(line);
  const state = isObject(fields) ? SET_ASIDE.get(fields.message) : undefined;
  if (!isObject(fields) || state === undefined) return undefined;
  const { messageId, group = '' } = fields;
  return { buffer, at, messageId: String(messageId), group: String(group), state };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
