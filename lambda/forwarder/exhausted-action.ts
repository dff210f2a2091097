import type { Settings } from './invocation';
import type { ExhaustedActionName } from '../../src/contract/forwarder-configuration';

/** What becomes of webhooks of a route that are given up. A route that is no more has the buffer's say. */
export function exhaustedAction(route: string, { routes, onExhausted = 'deadLetter' }: Settings): ExhaustedActionName {
  return routes[route]?.onExhausted ?? onExhausted;
}
