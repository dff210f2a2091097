interface NaiveMessage {
  readonly id: string;
  readonly group: string;
  readonly sentAt: number;
  hiddenUntil: number;
  receives: number;
  receivedAt: number;
  handle?: string;
}

interface NaiveOptions {
  readonly fifo: boolean;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly maxReceives: number;
}

export type Outcome = 'done' | 'refused' | 'nothing';

/** A queue as the SQS documentation describes it, told in plain arrays; it shares nothing with the engine. */
export class NaiveQueue {
  readonly deadLettered: string[] = [];
  private now = 0;
  private messages: NaiveMessage[] = [];
  private readonly sent: { key: string; id: string; at: number }[] = [];

  constructor(private readonly options: NaiveOptions) {}

  pass(seconds: number): void {
    this.now += seconds;
    this.messages = this.messages.filter(({ sentAt }) => sentAt + this.options.retentionSeconds > this.now);
  }

  /** The id of the message of which this is a duplicate. */
  duplicateOf(key: string): string | undefined {
    return this.options.fifo ? this.sent.find((sent) => sent.key === key && sent.at + 300 > this.now)?.id : undefined;
  }

  send(id: string, group: string, key: string): void {
    this.sent.push({ key, id, at: this.now });
    this.messages.push({ id, group, sentAt: this.now, hiddenUntil: this.now + this.options.delaySeconds, receives: 0, receivedAt: 0 });
  }

  /** The ids of the messages that can be received now, group by group, in order within each. */
  receivable(): string[][] {
    return this.groups().map((group) => {
      const blocked = group.findIndex((message) => message.hiddenUntil > this.now);
      return group.slice(0, blocked === -1 ? group.length : blocked).map(({ id }) => id);
    }).filter((ids) => ids.length > 0);
  }

  receives(id: string): number {
    return this.messages.find((message) => message.id === id)?.receives ?? 0;
  }

  isExhausted(id: string): boolean {
    return this.receives(id) >= this.options.maxReceives;
  }

  deadLetter(id: string): void {
    this.messages = this.messages.filter((message) => message.id !== id);
    this.deadLettered.push(id);
  }

  receive(id: string, handle: string, visibilitySeconds = this.options.visibilitySeconds): void {
    for (const message of this.messages) {
      if (message.id !== id) continue;
      message.receives += 1;
      message.receivedAt = this.now;
      message.handle = handle;
      message.hiddenUntil = this.now + visibilitySeconds;
    }
  }

  delete(id: string, handle: string): Outcome {
    const message = this.messages.find((candidate) => candidate.id === id);
    if (!message) return 'nothing';
    if (this.options.fifo && !this.holds(message, handle)) return 'refused';
    if (message.handle !== handle) return 'nothing';
    this.messages = this.messages.filter((candidate) => candidate !== message);
    return 'done';
  }

  changeVisibility(id: string, handle: string, seconds: number): Outcome {
    const message = this.messages.find((candidate) => candidate.id === id);
    if (!message) return 'refused';
    if (!this.holds(message, handle)) return this.options.fifo ? 'refused' : 'nothing';
    if (this.now + seconds > message.receivedAt + 43_200) return 'refused';
    message.hiddenUntil = this.now + seconds;
    return 'done';
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    const hidden = this.messages.filter(({ hiddenUntil }) => hiddenUntil > this.now);
    const inFlight = hidden.filter(({ receives }) => receives > 0).length;
    return { visible: this.messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  private holds(message: NaiveMessage, handle: string): boolean {
    return message.handle === handle && message.hiddenUntil > this.now;
  }

  private groups(): NaiveMessage[][] {
    if (!this.options.fifo) return this.messages.map((message) => [message]);
    return [...new Set(this.messages.map(({ group }) => group))].map((group) => this.messages.filter((message) => message.group === group));
  }
}
