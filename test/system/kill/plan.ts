import { createHash } from 'node:crypto';

/** Where the forwarder is killed, in the order in which an attempt passes them, with what is then lost. */
export const KILL_POINTS = {
  beforeStart: 'before the start is logged',
  beforeRequest: 'before the request',
  duringRequest: 'while the backend works',
  beforeResult: 'before the result is logged',
  afterResult: 'after the result is logged',
  beforeAnswer: 'before the invocation answers',
} as const;
export type KillPoint = keyof typeof KILL_POINTS;

/** How the backend fails. */
export const FAILURES = {
  error: '500',
  unavailable: '503 with Retry-After',
  reset: 'connection reset',
  hang: 'no answer',
} as const;
export type Failure = keyof typeof FAILURES;

/** What is drawn from: a backend that does not answer holds an invocation up for long. */
const DRAWN_FAILURES: readonly Failure[] = ['error', 'error', 'unavailable', 'unavailable', 'reset', 'reset', 'hang'];
const DRAWN_KILL_POINTS = Object.keys(KILL_POINTS) as readonly KillPoint[];

/** What happens to one attempt at a webhook. */
export interface Fate {
  readonly kill?: KillPoint;
  readonly failure?: Failure;
  /** How long the backend works on it. */
  readonly latencyMillis: number;
}

const KILLED_SHARE = 0.04;
const FAILED_SHARE = 1 / 3;
const LONGEST_LATENCY_MILLIS = 40;

/** The same for the same seed, however the attempts of different webhooks interleave. */
export function fateOf(seed: number, webhook: number, attempt: number): Fate {
  const [killed, point, failed, kind, latency] = randoms(`${seed}/${webhook}/${attempt}`);
  return {
    kill: killed < KILLED_SHARE ? pick(DRAWN_KILL_POINTS, point) : undefined,
    failure: failed < FAILED_SHARE ? pick(DRAWN_FAILURES, kind) : undefined,
    latencyMillis: Math.floor(latency * LONGEST_LATENCY_MILLIS),
  };
}

/** Five numbers from 0 up to, but not including, 1. */
function randoms(text: string): [number, number, number, number, number] {
  const digest = createHash('sha256').update(text).digest();
  const at = (index: number) => digest.readUInt32BE(index * 4) / 2 ** 32;
  return [at(0), at(1), at(2), at(3), at(4)];
}

function pick<Name>(from: readonly Name[], random: number): Name {
  return from[Math.floor(random * from.length)];
}
