interface Entry<T> {
  readonly item: T;
  readonly time: number;
  /** Items with the same time come due in the order in which they were set. */
  readonly order: number;
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** Items by the time at which they come due: a binary heap in which an item can be moved or removed. */
export class Deadlines<T> {
  private readonly heap: Entry<T>[] = [];
  private readonly positions = new Map<T, number>();
  private order = 0;

  /** The earliest time, if there is any item. */
  get earliest(): number | undefined {
    return this.heap[0]?.time;
  }

  /** Adds the item, or moves it to another time. */
  set(item: T, time: number): void {
    this.delete(item);
    this.heap.push({ item, time, order: this.order++ });
    this.rise(this.heap.length - 1);
  }

  delete(item: T): void {
    const position = this.positions.get(item);
    if (position === undefined) return;
    this.positions.delete(item);
    const last = this.heap.pop();
    if (last === undefined || last.item === item) return;
    this.heap[position] = last;
    this.sink(position);
    this.rise(position);
  }

  /** Removes and returns, in order, the items whose time is not after the given one. */
  takeUntil(time: number): T[] {
    const due: T[] = [];
    while (this.heap.length > 0 && this.heap[0].time <= time) {
      const { item } = this.heap[0];
      due.push(item);
      this.delete(item);
    }
    return due;
  }

  private rise(start: number): void {
    const entry = this.heap[start];
    let position = start;
    while (position > 0) {
      const parent = Math.floor((position - 1) / 2);
      if (!isBefore(entry, this.heap[parent])) break;
      this.place(this.heap[parent], position);
      position = parent;
    }
    this.place(entry, position);
  }

  private sink(start: number): void {
    const entry = this.heap[start];
    let position = start;
    for (;;) {
      let child = position * 2 + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && isBefore(this.heap[child + 1], this.heap[child])) child += 1;
      if (!isBefore(this.heap[child], entry)) break;
      this.place(this.heap[child], position);
      position = child;
    }
    this.place(entry, position);
  }

  private place(entry: Entry<T>, position: number): void {
    this.heap[position] = entry;
    this.positions.set(entry.item, position);
  }
}
