import { element } from './xml';
import { missingParameter, QueueError } from '../engine/errors';

/** The parameters of a request in the query protocol. */
export interface Form {
  get(name: string): string | null;
}

/** A type of the SQS API: how its values travel in the JSON protocol and in the query protocol. */
export interface Shape<T> {
  /** What one element of a list or map is called in the query protocol, where it stands for the member's own name. */
  readonly elementName?: string;
  fromJson(value: unknown, path: string): T;
  /** Undefined if the form has no such parameter. */
  fromForm(form: Form, name: string): T | undefined;
  toJson(value: T): unknown;
  toXml(value: T, tag: string): string;
}

/** The value that a shape describes. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

const malformed = (path: string, expected: string): QueueError => new QueueError('MalformedInput', `${path} must be ${expected}.`);

export const string: Shape<string> = {
  fromJson(value, path) {
    if (typeof value !== 'string') throw malformed(path, 'a string');
    return value;
  },
  fromForm: (form, name) => form.get(name) ?? undefined,
  toJson: (value) => value,
  toXml: (value, tag) => element(tag, value),
};

export const integer: Shape<number> = {
  fromJson(value, path) {
    if (!Number.isSafeInteger(value)) throw malformed(path, 'a whole number');
    return Number(value);
  },
  fromForm(form, name) {
    const text = form.get(name);
    if (text === null) return undefined;
    if (!/^-?\d{1,15}$/.test(text)) throw malformed(name, 'a whole number');
    return Number(text);
  },
  toJson: (value) => value,
  toXml: (value, tag) => element(tag, String(value)),
};

export const boolean: Shape<boolean> = {
  fromJson(value, path) {
    if (typeof value !== 'boolean') throw malformed(path, 'true or false');
    return value;
  },
  fromForm: (form, name) => form.get(name) === null ? undefined : form.get(name) === 'true',
  toJson: (value) => value,
  toXml: (value, tag) => element(tag, String(value)),
};

/** Bytes, base64 in both protocols. */
export const blob: Shape<Buffer> = {
  fromJson: (value, path) => Buffer.from(string.fromJson(value, path), 'base64'),
  fromForm(form, name) {
    const text = form.get(name);
    return text === null ? undefined : Buffer.from(text, 'base64');
  },
  toJson: (value) => value.toString('base64'),
  toXml: (value, tag) => element(tag, value.toString('base64')),
};

export const list = <T>(member: Shape<T>, elementName: string): Shape<readonly T[]> => ({
  elementName,
  fromJson(value, path) {
    if (!Array.isArray(value)) throw malformed(path, 'a list');
    return value.map((item, index) => member.fromJson(item, `${path}[${index}]`));
  },
  fromForm(form, name) {
    const items = numbered((prefix) => member.fromForm(form, prefix), name);
    return items.length > 0 ? items : undefined;
  },
  toJson: (value) => value.map((item) => member.toJson(item)),
  toXml: (value, tag) => value.map((item) => member.toXml(item, tag)).join(''),
});

export const map = <T>(member: Shape<T>, elementName: string, keyName = 'Name'): Shape<Readonly<Record<string, T>>> => ({
  elementName,
  fromJson: (value, path) => Object.fromEntries(members(value, path).map(([key, item]) => [key, member.fromJson(item, `${path}.${key}`)])),
  fromForm(form, name) {
    const entries = numbered((prefix) => {
      const key = form.get(`${prefix}.${keyName}`);
      const item = member.fromForm(form, `${prefix}.Value`);
      return key === null || item === undefined ? undefined : [key, item] as const;
    }, name);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  },
  toJson: (value) => Object.fromEntries(Object.entries(value).map(([key, item]) => [key, member.toJson(item)])),
  toXml: (value, tag) => Object.entries(value)
    .map(([key, item]) => `<${tag}>${element(keyName, key)}${member.toXml(item, 'Value')}</${tag}>`)
    .join(''),
});

type Members<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

export const structure = <Required extends object, Optional extends object>(
  required: Members<Required>, optional: Members<Optional>,
): Shape<Required & Partial<Optional>> => {
  const shapes = new Map<string, Shape<unknown>>([...Object.entries<Shape<unknown>>(required), ...Object.entries<Shape<unknown>>(optional)]);
  const read = (values: ReadonlyMap<string, unknown>) => {
    for (const name of Object.keys(required)) {
      if (!values.has(name)) throw missingParameter(name);
    }
    return Object.fromEntries(values) as Required & Partial<Optional>;
  };
  const write = (value: object) => Object.entries(value).flatMap(([name, item]) => {
    const shape = shapes.get(name);
    return shape && !isAbsent(item) ? [{ name, shape, item }] : [];
  });
  return {
    fromJson(value, path) {
      const given = members(value, path).flatMap(([name, item]) => {
        const shape = shapes.get(name);
        return shape && item !== null ? [[name, shape.fromJson(item, path ? `${path}.${name}` : name)] as const] : [];
      });
      return read(new Map(given));
    },
    fromForm(form, prefix) {
      const given = [...shapes].flatMap(([name, shape]) => {
        const key = shape.elementName ?? name;
        const item = shape.fromForm(form, prefix ? `${prefix}.${key}` : key);
        return item === undefined ? [] : [[name, item] as const];
      });
      return given.length > 0 ? read(new Map(given)) : undefined;
    },
    toJson: (value) => Object.fromEntries(write(value).map(({ name, shape, item }) => [name, shape.toJson(item)])),
    toXml: (value, tag) => `<${tag}>${write(value).map(({ name, shape, item }) => shape.toXml(item, shape.elementName ?? name)).join('')}</${tag}>`,
  };
};

/** Reads `name.1`, `name.2` and so on for as long as there is one. */
const numbered = <T>(read: (name: string) => T | undefined, name: string): T[] => {
  const items: T[] = [];
  for (let item = read(`${name}.1`); item !== undefined; item = read(`${name}.${items.length + 1}`)) items.push(item);
  return items;
};

const members = (value: unknown, path: string): [string, unknown][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path || 'The request', 'an object');
  return Object.entries(value);
};

/** SQS leaves out lists and maps without elements. */
const isAbsent = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && Object.keys(value).length === 0);
