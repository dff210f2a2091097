import { listMethods, mapMethods } from './java-collections';
import type { JavaMethods } from './java-method';
import { stringMethods } from './java-string';
import { EvaluationError, JavaObject, type JavaValue, javaString } from './java-value';

/** `$owner.name`; a map gives its entry of that name, whatever the name is. */
export function getProperty(owner: JavaValue, name: string): JavaValue {
  if (owner instanceof Map) return owner.get(name) ?? null;
  if (owner instanceof JavaObject) return owner.property(name);
  return Array.isArray(owner) && name === 'empty' ? owner.length === 0 : null;
}

/** `$owner[index]` */
export function getIndex(owner: JavaValue, index: JavaValue): JavaValue {
  return owner instanceof Map || Array.isArray(owner) ? invoke(owner, 'get', [index]) : null;
}

/** `#set($owner[index] = value)` or `#set($owner.index = value)` */
export function setIndex(owner: JavaValue, index: JavaValue, value: JavaValue): void {
  if (owner instanceof Map) invoke(owner, 'put', [index, value]);
  else if (Array.isArray(owner)) invoke(owner, 'set', [index, value]);
}

/** `$owner.method(parameters)` */
export function invoke(owner: JavaValue, method: string, parameters: readonly JavaValue[]): JavaValue {
  if (owner instanceof JavaObject) return owner.call(method, parameters);
  const found = methodOf(owner, method);
  if (found === undefined) throw new EvaluationError(`${className(owner)}.${method}() is not emulated`);
  return found(parameters);
}

type BoundMethod = (parameters: readonly JavaValue[]) => JavaValue;

function methodOf(owner: JavaValue, name: string): BoundMethod | undefined {
  if (name === 'toString') return () => javaString(owner);
  if (name === 'equals') return ([other = null]) => typeof owner === typeof other && javaString(owner) === javaString(other);
  if (typeof owner === 'string') return bind(stringMethods, name, owner);
  if (owner instanceof Map) return bind(mapMethods, name, owner);
  return Array.isArray(owner) ? bind(listMethods, name, owner) : undefined;
}

function bind<Owner>(methods: JavaMethods<Owner>, name: string, owner: Owner): BoundMethod | undefined {
  const method = methods.get(name);
  return method && (parameters => method(owner, parameters));
}

function className(value: JavaValue): string {
  if (value instanceof Map) return 'Map';
  if (Array.isArray(value)) return 'List';
  return typeof value === 'string' ? 'String' : typeof value === 'boolean' ? 'Boolean' : 'Number';
}
