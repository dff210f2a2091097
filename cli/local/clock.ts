/** Time as the local stack sees it, so that tests can let hours pass in an instant. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once `delayMillis` have passed; the returned function cancels it. */
  after(delayMillis: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMillis, callback) {
    // setTimeout fires at once for delays above 2^31-1 ms.
    const timer = setTimeout(callback, Math.min(delayMillis, 2_147_483_647));
    return () => clearTimeout(timer);
  },
};
