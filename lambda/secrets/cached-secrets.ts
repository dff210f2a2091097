import type { ReadSecret, SecretStore } from './secret-store';
import type { SecretReference } from '../../src/contract/source';

const FRESH_MILLIS = 5 * 60_000;
/** Webhooks with bad signatures, and a store that is down, cost no more calls than this allows. */
const REREAD_MILLIS = 60_000;
/** Without any value nothing can be checked, so that the store is asked again sooner. */
const RETRY_MILLIS = 5_000;

interface Entry {
  values?: readonly string[];
  /** When the values were read. */
  readAt: number;
  askedAt: number;
  /** When the read began that the values are from. */
  knownAt: number;
  reading?: Promise<readonly string[]>;
}

/** Keeps secrets in memory. Old values stay in use while the store is down. */
export class CachedSecrets implements SecretStore {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly read: ReadSecret, private readonly now: () => number) {}

  public async values(reference: SecretReference): Promise<readonly string[]> {
    const entry = this.entry(reference);
    const now = this.now();
    if (entry.values === undefined) {
      if (entry.reading === undefined && now - entry.askedAt < RETRY_MILLIS) throw new Error('the secret could not be read a moment ago');
      return this.ask(reference, entry);
    }
    if (now - entry.readAt < FRESH_MILLIS || now - entry.askedAt < REREAD_MILLIS) return entry.values;
    const stale = entry.values;
    return this.ask(reference, entry).catch(() => stale);
  }

  public async refreshed(reference: SecretReference): Promise<readonly string[] | undefined> {
    const entry = this.entry(reference);
    return entry.reading === undefined && this.now() - entry.askedAt < REREAD_MILLIS ? undefined : this.ask(reference, entry);
  }

  public async knownAt(reference: SecretReference): Promise<number> {
    return this.entry(reference).knownAt;
  }

  private entry(reference: SecretReference): Entry {
    const key = JSON.stringify(reference);
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { readAt: -Infinity, askedAt: -Infinity, knownAt: -Infinity };
    this.entries.set(key, entry);
    return entry;
  }

  /** All who ask at the same time share one call. */
  private ask(reference: SecretReference, entry: Entry): Promise<readonly string[]> {
    const askedAt = this.now();
    entry.askedAt = askedAt;
    entry.reading ??= this.read(reference).then(values => {
      entry.values = values;
      entry.readAt = this.now();
      entry.knownAt = askedAt;
      return values;
    }).finally(() => { entry.reading = undefined; });
    return entry.reading;
  }
}
