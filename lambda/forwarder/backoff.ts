import type { RetryConfiguration } from '../../src/contract/forwarder-configuration';
import { MAX_RECEIVE_COUNT, MESSAGE_RETENTION_SECONDS } from '../../src/contract/limits';

/** Receives; what is left of them at the end is for crashes and for want of time. */
const SPENT_FREELY = MAX_RECEIVE_COUNT / 2;
const SPENT_IN_ALL = MAX_RECEIVE_COUNT * 0.9;

/** Of which half is waited at least: one minute. */
const SLOW_RETRY_SECONDS = 120;

/** A failed attempt that may be followed by another. */
export interface RetryableFailure {
  /** Failed attempts of the webhook, this one included; undefined if the log cannot tell. */
  readonly attempts: number | undefined;
  readonly receiveCount: number;
  readonly receivedAt: number;
  readonly slow: boolean;
  readonly retryAfterMillis?: number;
}

export type BlockedFailure = Pick<RetryableFailure, 'receiveCount' | 'receivedAt' | 'retryAfterMillis'>;

/** When the next attempt is due; undefined if the retry policy allows none. */
export function nextAttemptAt(failure: RetryableFailure, retry: RetryConfiguration, now: number, random: number): number | undefined {
  const { attempts, receiveCount, receivedAt, retryAfterMillis = 0 } = failure;
  const lastAttemptAt = receivedAt + retry.maxAgeSeconds * 1000;
  // Receives are no attempts: a webhook that waits behind a failing one is received again and again.
  const attemptsLeft = (retry.maxAttempts ?? Infinity) - (attempts ?? 0);
  if (now >= lastAttemptAt || attemptsLeft <= 0) return undefined;
  const wait = Math.max(usualMillis(failure, retry, random), retryAfterMillis, sparingMillis(receiveCount, attemptsLeft, lastAttemptAt - now));
  // However long the wait, there is a last attempt when the webhook comes of age.
  return now + Math.min(wait, lastAttemptAt - now);
}

/** When a webhook that the retry policy gives up on is tried again nevertheless, since it blocks its group. */
export function nextBlockedAttemptAt(failure: BlockedFailure, retry: RetryConfiguration, now: number): number {
  const { receiveCount, receivedAt, retryAfterMillis = 0 } = failure;
  const untilExpiry = receivedAt + MESSAGE_RETENTION_SECONDS * 1000 - now;
  return now + Math.max(retry.maxDelaySeconds * 1000, retryAfterMillis, sparingMillis(receiveCount, Infinity, untilExpiry));
}

/** Once half of a message's receives are used up, the wait that lets the rest of them last until the webhook comes of age, if it needs them. */
export function sparingMillis(receiveCount: number, attemptsLeft: number, untilLastAttempt: number): number {
  const receivesLeft = SPENT_IN_ALL - receiveCount;
  if (receiveCount < SPENT_FREELY || attemptsLeft <= receivesLeft) return 0;
  return untilLastAttempt / Math.max(1, receivesLeft);
}

function usualMillis({ attempts, receiveCount, slow }: RetryableFailure, retry: RetryConfiguration, random: number): number {
  const failures = attempts ?? receiveCount;
  return retry.delaysSeconds ? scheduledMillis(failures, retry.delaysSeconds, random, slow) : backoffMillis(failures, retry, random, slow);
}

/** The wait after the n-th failure from a list: as long as it says, and up to a tenth longer, for the same reason as below. */
function scheduledMillis(failures: number, delaysSeconds: readonly number[], random: number, slow: boolean): number {
  const seconds = delaysSeconds[Math.min(failures, delaysSeconds.length) - 1];
  return Math.ceil((slow ? Math.max(SLOW_RETRY_SECONDS / 2, seconds) : seconds) * 1000 * (1 + random / 10));
}

/** The wait after the n-th failure: exponential, of which half to all is waited, so that webhooks that fail together do not return together. */
export function backoffMillis(failures: number, retry: RetryConfiguration, random: number, slow = false): number {
  const exponential = Math.min(retry.maxDelaySeconds, retry.initialDelaySeconds * 2 ** (failures - 1));
  const seconds = slow ? Math.max(SLOW_RETRY_SECONDS, exponential) : exponential;
  return Math.ceil(seconds * 1000 * (1 + random) / 2);
}
