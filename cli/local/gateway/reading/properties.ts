import type { ResolvedResource } from '../../assembly/resolved-stack';

/** Reads properties of a resource, or of an object in one, and says where something is wrong. */
export class Properties {
  static of({ logicalId, type, properties }: ResolvedResource): Properties {
    return new Properties(`${type} ${logicalId}`, properties);
  }

  private constructor(private readonly place: string, private readonly values: { readonly [name: string]: unknown }) {}

  error(message: string): Error {
    return new Error(`${this.place}: ${message}`);
  }

  notEmulated(what: string, allowed?: string): Error {
    return this.error(`${what} is not emulated${allowed === undefined ? '' : `; emulated is ${allowed}`}`);
  }

  /** Refuses whatever is not read and not known to make no difference. */
  requireOnly(...names: readonly string[]): void {
    const other = this.names().find(name => !names.includes(name));
    if (other !== undefined) throw this.notEmulated(`the property ${other}`);
  }

  /** Those of the names that are there. */
  present(names: readonly string[]): string[] {
    return this.names().filter(name => names.includes(name));
  }

  private names(): string[] {
    return Object.keys(this.values).filter(name => this.values[name] !== undefined);
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.fail(name, undefined, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    return value === undefined || typeof value === 'string' ? value : this.fail(name, value, 'a text');
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.optionalText(name);
    const chosen = choices.find(choice => choice === value);
    return value === undefined || chosen !== undefined ? chosen : this.fail(name, value, `one of ${choices.join(', ')}`);
  }

  /** True or false, which templates may also write as text. */
  flag(name: string): boolean {
    return String(this.values[name] ?? false) === 'true';
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.fail(name, undefined, 'a number');
  }

  /** A number, which templates may also write as text. */
  optionalNumber(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : this.fail(name, value, 'a number');
  }

  texts(name: string): string[] {
    const value = this.values[name] ?? [];
    return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : this.fail(name, value, 'a list of texts');
  }

  textMap(name: string): Map<string, string> {
    const entries = Object.entries(this.record(name));
    return new Map(entries.map(([key, value]) => [key, typeof value === 'string' ? value : this.fail(`${name}.${key}`, value, 'a text')]));
  }

  /** Names in an object, whatever their values. */
  keys(name: string): string[] {
    return Object.keys(this.record(name));
  }

  nested(name: string): Properties {
    return new Properties(`${this.place}, ${name}`, this.record(name));
  }

  nestedList(name: string): Properties[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) return this.fail(name, value, 'a list');
    return value.map((item, index) => new Properties(`${this.place}, ${name}[${index}]`, isRecord(item) ? item : this.fail(`${name}[${index}]`, item, 'an object')));
  }

  private record(name: string): { readonly [name: string]: unknown } {
    const value = this.values[name] ?? {};
    return isRecord(value) ? value : this.fail(name, value, 'an object');
  }

  private fail(name: string, given: unknown, expected: string): never {
    throw this.error(`${name} is ${JSON.stringify(given) ?? 'missing'}; it has to be ${expected}`);
  }
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
