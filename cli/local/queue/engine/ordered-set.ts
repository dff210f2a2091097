interface Link<T> {
  readonly value: T;
  previous?: Link<T>;
  next?: Link<T>;
}

/**
 * A set in insertion order whose first element is found at once.
 *
 * The built-in Set skips the holes that removals leave, so that taking from the front of a long one costs time in proportion to
 * what was taken before.
 */
export class OrderedSet<T> implements Iterable<T> {
  private readonly links = new Map<T, Link<T>>();
  private head?: Link<T>;
  private tail?: Link<T>;

  get size(): number {
    return this.links.size;
  }

  get first(): T | undefined {
    return this.head?.value;
  }

  /** Appends the value; one that is in the set already keeps its place. */
  add(value: T): void {
    if (this.links.has(value)) return;
    const link: Link<T> = { value, previous: this.tail };
    if (this.tail) {
      this.tail.next = link;
    } else {
      this.head = link;
    }
    this.tail = link;
    this.links.set(value, link);
  }

  delete(value: T): void {
    const link = this.links.get(value);
    if (!link) return;
    this.links.delete(value);
    if (link.previous) {
      link.previous.next = link.next;
    } else {
      this.head = link.next;
    }
    if (link.next) {
      link.next.previous = link.previous;
    } else {
      this.tail = link.previous;
    }
  }

  * [Symbol.iterator](): Generator<T> {
    for (let link = this.head; link; link = link.next) yield link.value;
  }
}
