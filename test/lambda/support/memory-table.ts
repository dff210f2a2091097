import type { AttemptTable, FinalState, HeadFacts, HeadStamp, History, ParkedHead, StoredAttempt, StoredHead } from '../../../lambda/forwarder/ports';
import { HEAD_SORT_KEY, messagePartitionKey, type HeadItem } from '../../../src/contract/attempt-table';

/** The attempt table's meaning, without a database. */
export class MemoryTable implements AttemptTable {
  public readonly attempts = new Map<string, StoredAttempt>();
  public readonly heads = new Map<string, HeadItem>();
  /** Each write with its items. */
  public readonly writes: StoredAttempt[][] = [];

  public async write(items: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
    this.writes.push([...items]);
    for (const item of items) this.attempts.set(`${item.pk} ${item.sk}`, item);
    return [];
  }

  public async history(messageId: string): Promise<History> {
    return { head: this.heads.get(messageId), latest: this.attemptsOf(messageId).at(-1) };
  }

  public async quarantine(head: StoredHead): Promise<void> {
    this.heads.set(head.messageId, { ...head, countedAttempt: '', firstFailedAt: head.updatedAt });
  }

  public async countFailure(head: HeadFacts): Promise<number> {
    const { firstFailedAt = head.updatedAt, attempts = 0, attemptsWhenParked }: Partial<HeadItem> = this.heads.get(head.messageId) ?? {};
    this.heads.set(head.messageId, { attemptsWhenParked, ...head, state: 'FAILING', firstFailedAt, attempts: attempts + 1 });
    return attempts + 1;
  }

  public async holdBack(messageId: string, notBefore: number): Promise<void> {
    this.heads.set(messageId, { ...this.head(messageId), notBefore });
  }

  public async park(head: ParkedHead): Promise<void> {
    const { firstFailedAt = head.updatedAt, attempts = 0, ...known }: Partial<HeadItem> = this.heads.get(head.messageId) ?? {};
    this.heads.set(head.messageId, { ...known, ...head, state: 'PARKED', firstFailedAt, attempts, attemptsWhenParked: attempts, notBefore: undefined });
  }

  public async conclude({ messageId, ...stamp }: HeadStamp, state: FinalState): Promise<void> {
    if (this.heads.has(messageId)) this.heads.set(messageId, { ...this.head(messageId), ...stamp, notBefore: undefined, state });
  }

  public attemptsOf(messageId: string): StoredAttempt[] {
    return [...this.attempts.values()]
      .filter(({ pk, sk }) => pk === messagePartitionKey(messageId) && sk !== HEAD_SORT_KEY)
      .sort((a, b) => a.sk < b.sk ? -1 : 1);
  }

  public statusesOf(messageId: string): string[] {
    return this.attemptsOf(messageId).map(({ status }) => status);
  }

  private head(messageId: string): HeadItem {
    const head = this.heads.get(messageId);
    if (head === undefined) throw new Error(`no head item of ${messageId}`);
    return head;
  }
}
