import type { Announcement } from '../../../src/contract/announcement';

/** Hands an announcement to one destination; rejects unless it has taken it over. */
export type Destination = (announcement: Announcement) => Promise<void>;

/** Name of a queue or topic in an ARN: those of FIFO ones end so. */
export function isFifo(arn: string): boolean {
  return arn.endsWith('.fifo');
}
