import { decide, type CircuitState, type MappingState, type Step } from '../../../lambda/watchdog/decide';

const NOW = 10_000_000;
const MINUTE = 60_000;
const PAUSE_AFTER = 5 * MINUTE;

const state = (pausedByWatchdog: boolean, openForMinutes?: number, minutesLeft = 0): CircuitState => ({
  pausedByWatchdog,
  circuit: openForMinutes === undefined ? {} : { openedAt: NOW - openForMinutes * MINUTE, openUntil: NOW + minutesLeft * MINUTE },
});

test.each<[string, MappingState, CircuitState | undefined, Step]>([
  ['while the circuit is closed, nothing is done', 'enabled', state(false), 'none'],
  ['a circuit that has been open for short pauses nothing', 'enabled', state(false, 4, 5), 'none'],
  ['a circuit that has been open for long pauses', 'enabled', state(false, 5, 5), 'pause'],
  ['a probe that is near is waited for', 'enabled', state(false, 5, 1), 'none'],
  ['what is paused stays so until the time is over', 'disabled', state(true, 9, 1), 'none'],
  ['it is resumed for the probe', 'disabled', state(true, 10, 0), 'resume'],
  ['it is resumed where the circuit was closed by hand', 'disabled', state(true), 'resume'],
  ['it is resumed where the state cannot be read, whoever paused it', 'disabled', undefined, 'resume'],
  ['what a person disabled stays so while the circuit is closed', 'disabled', state(false), 'none'],
  ['what a person disabled stays so while the circuit is open', 'disabled', state(false, 9, 1), 'none'],
  ['what a person disabled stays so after an outage', 'disabled', state(false, 9, 0), 'none'],
  ['what a person enabled is paused again while the circuit is open', 'enabled', state(true, 9, 5), 'pause'],
  ['a pause that is over is forgotten', 'enabled', state(true, 9, 0), 'forget'],
  ['nothing is paused where the state cannot be read', 'enabled', undefined, 'none'],
  ['a mapping that changes is left alone', 'changing', state(true, 10, 0), 'none'],
])('P5 %s', (_, mapping, given, expected) => {
  expect(decide(mapping, given, PAUSE_AFTER, NOW)).toBe(expected);
});
