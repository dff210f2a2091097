/** Keyed by what a person calls a secret: its construct path, logical id, name or ARN. */
export type GivenSecrets = { readonly [name: string]: string };

/** Values of secrets that were given, of which each should be read. */
export class GivenValues {
  private readonly read = new Set<string>();

  constructor(private readonly values: GivenSecrets = {}) {}

  get(name: string): string | undefined {
    if (!Object.hasOwn(this.values, name)) return undefined;
    this.read.add(name);
    return this.values[name];
  }

  /** Names of what nobody asked for. */
  get unread(): readonly string[] {
    return Object.keys(this.values).filter(name => !this.read.has(name));
  }
}
