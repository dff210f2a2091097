import type { ObservedAttempt } from './circuit-breaker';
import { signalOf } from './signal';
import type { Invocation } from '../invocation';
import type { TargetResult } from '../ports';

/** Takes from the result of an attempt what it tells about the target. */
export function observe(attempt: ObservedAttempt, result: TargetResult, { circuit, width }: Invocation): void {
  const signal = signalOf(result);
  width.saw(signal);
  circuit?.saw(attempt, signal);
}
