/** The latest of what keeps coming. */
export class Recent<T> {
  private items: T[] = [];
  private fresh: T[] = [];

  constructor(private readonly capacity: number) {}

  add(item: T): void {
    this.items.push(item);
    this.fresh.push(item);
    // Seldom, as it copies them all.
    if (this.items.length > 2 * this.capacity) this.items = this.all();
    if (this.fresh.length > 2 * this.capacity) this.fresh = this.fresh.slice(-this.capacity);
  }

  /** Oldest first. */
  all(): T[] {
    return this.items.slice(-this.capacity);
  }

  /** Those that were added since this was last called, oldest first. */
  takeFresh(): T[] {
    const fresh = this.fresh.slice(-this.capacity);
    this.fresh = [];
    return fresh;
  }
}
