import type { ConsoleState } from './console-state';
import type { GivenUpEvent } from './webhook';
import { DEAD_LETTER_LOG_MESSAGE, DISCARDED_LOG_MESSAGE, PARKED_LOG_MESSAGE, type DeadLetterLogLine } from '../../../../src/contract/log-lines';
import { isObject } from '../../assembly/template';
import type { LocalEvents, LogEvent } from '../../events';

const STATES: { readonly [message: string]: GivenUpEvent['state'] } = {
  [PARKED_LOG_MESSAGE]: 'parked',
  [DEAD_LETTER_LOG_MESSAGE]: 'dead-lettered',
  [DISCARDED_LOG_MESSAGE]: 'discarded',
};

/** Tells the state what happens in the local stack, until the returned function is called. */
export function watchEvents(events: LocalEvents, state: ConsoleState): () => void {
  const accepted = state.accepted.bind(state);
  const refused = state.refused.bind(state);
  const attempted = state.attempted.bind(state);
  const invoked = state.invoked.bind(state);
  const problem = state.problem.bind(state);
  const logged = (event: LogEvent): void => {
    const givenUp = readGivenUp(event);
    if (givenUp) state.givenUp(givenUp);
  };
  events.on('accepted', accepted).on('refused', refused).on('attempt', attempted).on('invocation', invoked).on('problem', problem).on('log', logged);
  return () => {
    events.off('accepted', accepted).off('refused', refused).off('attempt', attempted).off('invocation', invoked).off('problem', problem).off('log', logged);
  };
}

function readGivenUp({ buffer, at, line }: LogEvent): GivenUpEvent | undefined {
  // Parsing every line would cost more than all else that the console does.
  const state = Object.entries(STATES).find(([message]) => line.includes(`"${message}"`));
  if (state === undefined) return undefined;
  const fields = parse(line);
  if (!isObject(fields) || fields.message !== state[0]) return undefined;
  const { messageId, group } = fields as unknown as DeadLetterLogLine;
  return { state: state[1], buffer, at, messageId, group };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
