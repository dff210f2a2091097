import type { TargetResult } from '../ports';
import { THROTTLED } from '../target/aws-failure';

/** What an attempt tells about the target, whatever became of the webhook. */
export interface Signal {
  /** A refusal concerns the one webhook, and comes from a target that works; none is that it was not even asked. */
  readonly kind: 'success' | 'failure' | 'refusal' | 'none';
  /** Whether it had more to do than it can bear. */
  readonly overload: boolean;
  /** For how long the target asked to be left alone: not this webhook, but whoever sends. */
  readonly holdMillis: number;
  /** The wait that came with the failure, of whatever kind. */
  readonly retryAfterMillis: number;
}

const TOO_MANY_REQUESTS = 429;
const SERVICE_UNAVAILABLE = 503;

const AT_EASE = { overload: false, holdMillis: 0, retryAfterMillis: 0 };

export function signalOf({ outcome, report: { httpStatus, errorCode = '' } }: TargetResult): Signal {
  if (outcome.kind === 'delivered') return { kind: 'success', ...AT_EASE };
  if (outcome.kind === 'permanent') return { kind: httpStatus === undefined ? 'none' : 'refusal', ...AT_EASE };
  const { retryAfterMillis = 0 } = outcome;
  const throttled = httpStatus === TOO_MANY_REQUESTS || THROTTLED.test(errorCode);
  return {
    kind: throttled || !isAboutWebhook(httpStatus) ? 'failure' : 'refusal',
    overload: throttled || httpStatus === SERVICE_UNAVAILABLE || errorCode.startsWith('TIMEOUT'),
    holdMillis: throttled ? retryAfterMillis : 0,
    retryAfterMillis,
  };
}

/** Lambda answers 200 where the function failed. */
function isAboutWebhook(httpStatus = 500): boolean {
  return httpStatus >= 400 && httpStatus < 500;
}
