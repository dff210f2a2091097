import type { Delivery, Invocation } from '../invocation';
import type { Ending } from './announcements';

/** Tells those who are to be told what a webhook came to. Rejects where its record must be kept until they have heard of it. */
export function announce(ending: Ending, delivery: Delivery, { announcements, remainingMillis }: Invocation): Promise<void> {
  return announcements.announce(ending, delivery, remainingMillis());
}
