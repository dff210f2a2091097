export interface QueuedMessage {
  readonly messageId: string;
  readonly group: string;
  receiveCount: number;
  visibleAt: number;
}

/** What SQS promises of a FIFO queue: nothing of a group is handed out before what is in front of it is gone or handed out with it. */
export class NaiveFifoQueue {
  constructor(private messages: QueuedMessage[], private readonly visibilityMillis: number) {}

  public receive(now: number): QueuedMessage[] {
    const locked = new Set<string>();
    const batch = this.messages.filter(({ group, visibleAt }) => {
      if (visibleAt > now) locked.add(group);
      return !locked.has(group);
    }).slice(0, 10);
    for (const message of batch) {
      message.visibleAt = now + this.visibilityMillis;
      message.receiveCount++;
    }
    return batch;
  }

  public delete(messageIds: readonly string[]): void {
    this.messages = this.messages.filter(({ messageId }) => !messageIds.includes(messageId));
  }

  /** When the head of a group can be received next. */
  public get nextVisibleAt(): number | undefined {
    const heads = new Map<string, number>();
    for (const { group, visibleAt } of this.messages) if (!heads.has(group)) heads.set(group, visibleAt);
    return heads.size === 0 ? undefined : Math.min(...heads.values());
  }
}
