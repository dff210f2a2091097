import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Writes items together: while one write is under way, further items gather for the next. */
export class Coalescer<Item> {
  private readonly gathered = new Map<string, Item>();
  private next: Promise<void> | undefined;
  private current: Promise<void> = Promise.resolve();

  /** @param write takes `most` items at once, and never rejects */
  constructor(private readonly most: number, private readonly write: (items: readonly Item[]) => Promise<void>) {}

  /** Resolves when the write that holds the item is done. An item that still waits is replaced by one with the same key. */
  public add(key: string, item: Item): Promise<void> {
    this.gathered.set(key, item);
    // What else this turn of the event loop brings forth joins in.
    this.next ??= this.current.then(() => endOfTurn()).then(() => this.flush());
    return this.next;
  }

  /** Resolves when all that was added is done with. */
  public drained(): Promise<void> {
    return this.next ?? this.current;
  }

  private flush(): Promise<void> {
    const items = [...this.gathered.values()];
    this.gathered.clear();
    this.next = undefined;
    this.current = this.writeAll(items);
    return this.current;
  }

  private async writeAll(items: readonly Item[]): Promise<void> {
    const writes = [];
    for (let start = 0; start < items.length; start += this.most) writes.push(this.write(items.slice(start, start + this.most)));
    await Promise.all(writes);
  }
}
