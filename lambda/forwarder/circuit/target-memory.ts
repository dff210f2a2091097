import { CircuitMemory } from './circuit-memory';
import { FailureRun } from './failure-run';
import type { RememberedWidth } from './width';

/** What an execution environment remembers of the target from one invocation to the next. */
export class TargetMemory {
  public readonly width: RememberedWidth = {};
  public readonly circuit = new CircuitMemory();
  public readonly run = new FailureRun();
}
