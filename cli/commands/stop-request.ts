const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Waits for Ctrl-C, or for the signal that asks a program to end; from then on, the next one ends it at once. */
export async function untilStopRequested(): Promise<void> {
  await new Promise<void>(resolve => {
    for (const signal of SIGNALS) process.once(signal, () => resolve());
  });
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.once(signal, () => process.exit(INTERRUPTED));
  }
}
