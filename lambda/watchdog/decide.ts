import type { CircuitItem } from '../../src/contract/attempt-table';

/** How the event source mapping stands; while it changes, Lambda takes no other change. */
export type MappingState = 'enabled' | 'disabled' | 'changing';

/** What the table says. */
export interface CircuitState {
  readonly circuit: CircuitItem;
  /** Whether the watchdog was about to disable the mapping, and has not enabled it since. */
  readonly pausedByWatchdog: boolean;
}

export type Step = 'pause' | 'resume' | 'forget' | 'none';

/** To disable a mapping and to enable it again takes about a minute each. */
const WORTHWHILE_MILLIS = 120_000;

/** @param state undefined if it cannot be read: then nothing is paused, and what is paused is resumed, whoever paused it */
export function decide(mapping: MappingState, state: CircuitState | undefined, pauseAfterMillis: number, now: number): Step {
  switch (mapping) {
    case 'changing':
      return 'none';
    case 'enabled':
      if (state === undefined) return 'none';
      if (isToPause(state.circuit, pauseAfterMillis, now)) return 'pause';
      return state.pausedByWatchdog ? 'forget' : 'none';
    case 'disabled':
      if (state === undefined) return 'resume';
      return state.pausedByWatchdog && !isOpen(state.circuit, now) ? 'resume' : 'none';
  }
}

function isOpen({ openUntil = -Infinity }: CircuitItem, now: number): boolean {
  return now < openUntil;
}

function isToPause({ openUntil, openedAt }: CircuitItem, pauseAfterMillis: number, now: number): boolean {
  if (openUntil === undefined || openedAt === undefined) return false;
  return now - openedAt >= pauseAfterMillis && openUntil - now >= WORTHWHILE_MILLIS;
}
