import { Deadlines } from './deadlines';
import { Message, MessageState } from './message';
import { OrderedSet } from './ordered-set';

type Group = OrderedSet<Message>;

/**
 * The messages of a queue, in groups, with the time at which each of them changes by itself.
 *
 * Within a group, a message that is not visible blocks everything behind it and nothing in front of it. On a standard queue each
 * message is a group of its own. Groups that have something to receive wait in line; one that was served goes to the end of it.
 */
export class Backlog {
  readonly counts: Record<MessageState, number> = { delayed: 0, visible: 0, inFlight: 0 };
  private readonly messages = new Map<string, Message>();
  private readonly groups = new Map<string, Group>();
  private readonly ready = new OrderedSet<Group>();
  private readonly becomeVisible = new Deadlines<Message>();
  private readonly bySentAt = new Deadlines<Message>();

  get oldestSentAt(): number | undefined {
    return this.bySentAt.earliest;
  }

  get(id: string): Message | undefined {
    return this.messages.get(id);
  }

  add(message: Message): void {
    const group = this.groupOf(message);
    group.add(message);
    this.messages.set(message.id, message);
    this.bySentAt.set(message, message.sentAt);
    this.counts[message.state] += 1;
    this.refresh(group);
  }

  remove(message: Message): void {
    this.messages.delete(message.id);
    this.bySentAt.delete(message);
    this.becomeVisible.delete(message);
    this.counts[message.state] -= 1;
    const group = this.groupOf(message);
    group.delete(message);
    if (group.size === 0) this.groups.delete(message.orderingKey);
    this.refresh(group);
  }

  /** Hides the message until the given time, at which {@link settle} shows it again. */
  hide(message: Message, state: 'delayed' | 'inFlight', until: number): void {
    this.changeState(message, state);
    this.becomeVisible.set(message, until);
  }

  /** Gives all messages that are still delayed another delay, counted from when they were sent. */
  delayAnew(delayMillis: number): void {
    for (const message of this.messages.values()) {
      if (message.state === 'delayed') this.hide(message, 'delayed', message.sentAt + delayMillis);
    }
  }

  clear(): void {
    for (const message of this.messages.values()) this.remove(message);
  }

  /** Lets time pass: drops what was sent before `retainedSince`, shows what is hidden until `now` or less. */
  settle(now: number, retainedSince: number): void {
    for (const message of this.bySentAt.takeUntil(retainedSince)) this.remove(message);
    for (const message of this.becomeVisible.takeUntil(now)) this.changeState(message, 'visible');
  }

  /** When {@link settle} next has something to do. */
  nextChangeAt(retentionMillis: number): number | undefined {
    const { earliest: shownAt = Infinity } = this.becomeVisible;
    const { earliest: sentAt = Infinity } = this.bySentAt;
    const next = Math.min(shownAt, sentAt + retentionMillis);
    return next === Infinity ? undefined : next;
  }

  /** Up to `limit` messages that can be received now: as many as possible of one group, in order, then of the next. */
  receivable(limit: number): Message[] {
    const found: Message[] = [];
    for (const group of this.ready) {
      for (const message of group) {
        if (message.state !== 'visible') break;
        if (found.length === limit) return found;
        found.push(message);
      }
    }
    return found;
  }

  private changeState(message: Message, state: MessageState): void {
    this.counts[message.state] -= 1;
    message.state = state;
    this.counts[state] += 1;
    this.refresh(this.groupOf(message));
  }

  private refresh(group: Group): void {
    if (group.first?.state === 'visible') {
      this.ready.add(group);
    } else {
      this.ready.delete(group);
    }
  }

  private groupOf({ orderingKey }: Message): Group {
    const group = this.groups.get(orderingKey) ?? new OrderedSet<Message>();
    this.groups.set(orderingKey, group);
    return group;
  }
}
