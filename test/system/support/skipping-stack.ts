import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { SkippingClock } from './skipping-clock';
import type { Queue } from '../../../cli/local/queue';
import { startLocalStack, type LocalStack, type LocalStackOptions } from '../../../cli/local/stack';

/** Within so many turns of the event loop, what SQS handed out is an invocation, and what an invocation did is deleted. */
const QUIET_TURNS = 100;
const CHECK_MILLIS = 5;

export interface SkippingOptions {
  readonly clock?: SkippingClock;
  /** The queues whose hidden messages are waited for; by default those of the stack. */
  readonly queues?: () => readonly Queue[];
  /** How long, in real time, nothing is skipped after a skip. */
  readonly skipMillis?: number;
}

export interface SkippingStack {
  readonly stack: LocalStack;
  readonly clock: SkippingClock;
  stop(): Promise<void>;
}

/**
 * Starts a local stack in which nobody waits: when no invocation runs and all that is left on the queues is hidden, time jumps to when
 * the next message is visible again. While an invocation runs, time passes at its pace, so that no visibility timeout ends early: the pace
 * must leave a visibility timeout longer than a cold start and the forwarder's timeout really take.
 */
export async function startSkippingStack(options: Omit<LocalStackOptions, 'clock'>, skipping: SkippingOptions = {}): Promise<SkippingStack> {
  const { clock = new SkippingClock(), queues = () => queuesOf(stack), skipMillis = 0 } = skipping;
  const running = new Set<string>();
  const stack = await startLocalStack({
    ...options,
    clock,
    onInvoke: (invocation, buffer) => {
      // Of others, such as a release, nobody hears that they end.
      if (invocation.payload.startsWith('{"Records"')) running.add(invocation.requestId);
      options.onInvoke?.(invocation, buffer);
    },
  });
  stack.events.on('invocation', ({ requestId }) => running.delete(requestId));
  const stopping = new AbortController();
  const skip = async (): Promise<void> => {
    clock.jump();
    if (skipMillis > 0) await wait(skipMillis);
  };
  const skipped = skipWaits(skip, () => running.size === 0 && hiddenMessages(queues()) > 0, stopping.signal);
  return {
    stack,
    clock,
    async stop() {
      stopping.abort();
      await skipped;
      await stack.stop(0);
    },
  };
}

async function skipWaits(skip: () => Promise<void>, isIdle: () => boolean, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await staysTrue(isIdle)) await skip();
    else await wait(CHECK_MILLIS);
  }
}

async function staysTrue(condition: () => boolean): Promise<boolean> {
  for (let count = 0; count < QUIET_TURNS; count += 1) {
    if (!condition()) return false;
    await turn();
  }
  return true;
}

function queuesOf({ environments }: LocalStack): Queue[] {
  return [...environments.values()].flatMap(({ queues: { engine } }) => engine?.listQueues() ?? []);
}

/** Dead letters are waited for by nobody. */
function hiddenMessages(queues: readonly Queue[]): number {
  return queues.filter(({ settings }) => settings.redrivePolicy !== undefined).reduce((sum, { counts }) => sum + counts.inFlight, 0);
}
