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
  const { attempts, receiveCount, receivedAt, slow, retryAfterMillis = 0 } = failure;
  const lastAttemptAt = receivedAt + retry.maxAgeSeconds * 1000;
  // Receives are no attempts: a webhook that waits behind a failing one is received again and again.
  if (now >= lastAttemptAt || (attempts ?? 0) >= (retry.maxAttempts ?? Infinity)) return undefined;
  const backoff = backoffMillis(attempts ?? receiveCount, retry, random, slow);
  const wait = Math.max(backoff, retryAfterMillis, sparingMillis(receiveCount, lastAttemptAt - now));
  // However long the wait, there is a last attempt when the webhook comes of age.
  return now + Math.min(wait, lastAttemptAt - now);
}

/** When a webhook that the retry policy gives up on is tried again nevertheless, since it blocks its group. */
export function nextBlockedAttemptAt(failure: BlockedFailure, retry: RetryConfiguration, now: number): number {
  const { receiveCount, receivedAt, retryAfterMillis = 0 } = failure;
  const untilExpiry = receivedAt + MESSAGE_RETENTION_SECONDS * 1000 - now;
  return now + Math.max(retry.maxDelaySeconds * 1000, retryAfterMillis, sparingMillis(receiveCount, untilExpiry));
}

/** Once half of a message's receives are used up, the wait that lets the rest of them last until the webhook comes of age. */
export function sparingMillis(receiveCount: number, untilLastAttempt: number): number {
  if (receiveCount < SPENT_FREELY) return 0;
  return untilLastAttempt / Math.max(1, SPENT_IN_ALL - receiveCount);
}

/** The wait after the n-th failure: exponential, of which half to all is waited, so that webhooks that fail together do not return together. */
export function backoffMillis(failures: number, retry: RetryConfiguration, random: number, slow = false): number {
  const exponential = Math.min(retry.maxDelaySeconds, retry.initialDelaySeconds * 2 ** (failures - 1));
  const seconds = slow ? Math.max(SLOW_RETRY_SECONDS, exponential) : exponential;
  return Math.ceil(seconds * 1000 * (1 + random) / 2);
}
