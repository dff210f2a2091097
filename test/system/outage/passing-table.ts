import type { AttemptTable, HeadFacts, HeadStamp, History, ParkedHead, StoredAttempt } from '../../../lambda/forwarder/ports';
import type { HeadItem } from '../../../src/contract/attempt-table';

/** An attempt table that forgets what is delivered, so that it holds a million webhooks. */
export class PassingTable implements AttemptTable {
  deliveries = 0;
  failures = 0;
  private readonly latest = new Map<string, StoredAttempt>();
  private readonly heads = new Map<string, HeadItem>();

  async write(items: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
    for (const item of items) {
      if (item.status === 'DELIVERED') this.latest.delete(item.messageId);
      else this.latest.set(item.messageId, item);
      if (item.status === 'DELIVERED') this.deliveries += 1;
      else if (item.status !== 'STARTED') this.failures += 1;
    }
    return [];
  }

  async history(messageId: string): Promise<History> {
    return { head: this.heads.get(messageId), latest: this.latest.get(messageId) };
  }

  async countFailure(head: HeadFacts): Promise<number> {
    const { firstFailedAt = head.updatedAt, attempts = 0 }: Partial<HeadItem> = this.heads.get(head.messageId) ?? {};
    this.heads.set(head.messageId, { ...head, state: 'FAILING', firstFailedAt, attempts: attempts + 1 });
    return attempts + 1;
  }

  async holdBack(messageId: string, notBefore: number): Promise<void> {
    const head = this.heads.get(messageId);
    if (head !== undefined) this.heads.set(messageId, { ...head, notBefore });
  }

  async quarantine(): Promise<void> {
    throw new Error('nothing is quarantined here');
  }

  async conclude({ messageId }: HeadStamp): Promise<void> {
    this.heads.delete(messageId);
  }

  async park(head: ParkedHead): Promise<void> {
    throw new Error(`${head.messageId} is parked, although retries go on for days`);
  }
}
