import { isSettled, type Webhook } from './webhook';

/**
 * The webhooks that the console lists. When there are too many, the one that was settled longest ago is forgotten; those on the queue
 * never are, since the figures need them, and there are no more of them than messages on the queue.
 */
export class WebhookMemory {
  private readonly webhooks = new Map<string, Webhook>();
  /** Ids in the order in which they were settled. */
  private readonly settled = new Set<string>();
  private readonly changed = new Set<string>();
  private readonly forgotten = new Set<string>();

  constructor(private readonly capacity: number) {}

  get(messageId: string): Webhook | undefined {
    return this.webhooks.get(messageId);
  }

  /** All of them, in the order in which they were first seen. */
  all(): Webhook[] {
    return [...this.webhooks.values()];
  }

  set(webhook: Webhook): void {
    const { messageId } = webhook;
    this.webhooks.set(messageId, webhook);
    this.changed.add(messageId);
    this.forgotten.delete(messageId);
    if (isSettled(webhook)) this.settled.add(messageId);
    else this.settled.delete(messageId);
    if (this.webhooks.size > this.capacity) this.forgetOne();
  }

  /** What changed, and the ids of what was forgotten, since this was last called. */
  takeChanges(): { webhooks: Webhook[]; forgotten: string[] } {
    const webhooks = [...this.changed].flatMap(messageId => this.webhooks.get(messageId) ?? []);
    const forgotten = [...this.forgotten];
    this.changed.clear();
    this.forgotten.clear();
    return { webhooks, forgotten };
  }

  private forgetOne(): void {
    const [messageId] = this.settled;
    if (messageId === undefined) return;
    this.settled.delete(messageId);
    this.webhooks.delete(messageId);
    this.forgotten.add(messageId);
  }
}
