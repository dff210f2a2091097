import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares without telling by its duration how much is equal, nor how long either is. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
