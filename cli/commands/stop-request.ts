const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Calls `use` with a promise that Ctrl-C, or the signal that asks a program to end, resolves; the second one ends the program at once. */
export async function withStopRequest<T>(use: (stopRequested: Promise<void>) => Promise<T>): Promise<T> {
  let listener = (): void => {};
  const stopRequested = new Promise<void>(resolve => {
    let requests = 0;
    listener = () => {
      requests += 1;
      if (requests > 1) process.exit(INTERRUPTED);
      resolve();
    };
  });
  for (const signal of SIGNALS) process.on(signal, listener);
  try {
    return await use(stopRequested);
  } finally {
    for (const signal of SIGNALS) process.off(signal, listener);
  }
}
