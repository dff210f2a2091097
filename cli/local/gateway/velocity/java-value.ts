/**
 * Values as a template sees them. API Gateway runs templates on a JVM, so they behave as Java's: `bigint` stands for Integer, Long
 * and BigInteger, `number` for Double, a `Map` for LinkedHashMap and an array for List.
 */
export type JavaValue = null | boolean | bigint | number | string | JavaValue[] | JavaMap | JavaObject;

export type JavaMap = Map<string, JavaValue>;

/** An object that offers properties and methods of its own, such as `$input`. */
export abstract class JavaObject {
  /** @returns null where there is no such property, as Velocity does */
  property(_name: string): JavaValue {
    return null;
  }

  call(method: string, _parameters: readonly JavaValue[]): JavaValue {
    throw new EvaluationError(`there is no method ${method}() on this object`);
  }

  abstract toString(): string;
}

/** A list that came out of JSON: unlike other lists, Java prints it as JSON. */
export class JsonList extends Array<JavaValue> {}

/** What goes wrong while a template is rendered; API Gateway answers with 500. */
export class EvaluationError extends Error {}

/** Java's `String.valueOf`, but null is empty, as API Gateway prints it. */
export function javaString(value: JavaValue): string {
  if (value === null) return '';
  return nestedString(value);
}

function nestedString(value: JavaValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return doubleString(value);
  if (value instanceof JsonList) return jsonText(value, 'escape slashes');
  if (Array.isArray(value)) return `[${value.map(nestedString).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${key}=${nestedString(item)}`).join(', ')}}`;
  return value.toString();
}

/** Java's `Double.toString`. */
export function doubleString(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (magnitude >= 1e-3 && magnitude < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [coefficient = '', exponent = ''] = value.toExponential().split('e');
  return `${coefficient.includes('.') ? coefficient : `${coefficient}.0`}E${exponent.replace('+', '')}`;
}

/** JSON as json-smart writes it, which escapes slashes unless told not to, and more of Unicode than JavaScript does. */
export function jsonText(value: JavaValue, slashes: 'escape slashes' | 'plain slashes'): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return jsonString(value, slashes);
  if (value === Infinity || value === -Infinity) return 'null';
  if (Array.isArray(value)) return `[${value.map(item => jsonText(item, slashes)).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${jsonString(key, slashes)}:${jsonText(item, slashes)}`).join(',')}}`;
  }
  return nestedString(value);
}

const SHORT_ESCAPES = new Map([['\b', '\\b'], ['\f', '\\f'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t'], ['"', '\\"'], ['\\', '\\\\'], ['/', '\\/']]);

function jsonString(text: string, slashes: 'escape slashes' | 'plain slashes'): string {
  const toEscape = slashes === 'escape slashes' ? /["\\/\x00-\x1f\x7f-\x9f\u2000-\u20ff]/g : /["\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]/g;
  return `"${text.replace(toEscape, character => SHORT_ESCAPES.get(character) ?? unicodeEscape(character))}"`;
}

/** Such as `\u00E9`. */
export function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
