import { Deadlines } from './deadlines';

/** A map that forgets each entry a fixed time after it was set. */
export class ExpiringMap<Value> {
  private readonly values = new Map<string, Value>();
  private readonly expiry = new Deadlines<string>();

  constructor(private readonly lifetimeMillis: number) {}

  get(key: string, now: number): Value | undefined {
    for (const expired of this.expiry.takeUntil(now)) this.values.delete(expired);
    return this.values.get(key);
  }

  set(key: string, value: Value, now: number): void {
    this.values.set(key, value);
    this.expiry.set(key, now + this.lifetimeMillis);
  }

  clear(): void {
    this.values.clear();
    this.expiry.takeUntil(Infinity);
  }
}
