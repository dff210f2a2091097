/** Resolves as the work does, or to undefined when the time is over. What becomes of the work then is for others to see. */
export async function settledWithin<T>(millis: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>(resolve => { timer = setTimeout(resolve, Math.max(0, millis), undefined); });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
