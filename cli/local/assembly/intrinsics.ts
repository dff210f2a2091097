import { isObject, type JsonObject } from './template';

/** What the names inside intrinsic functions mean; `path` says where in the template they stand. */
export interface Scope {
  ref(name: string, path: string): unknown;
  getAtt(logicalId: string, attribute: string, path: string): unknown;
  condition(name: string, path: string): boolean;
  mapping(name: string, path: string): unknown;
  importValue(exportName: string, path: string): unknown;
  /** What stands between `{{resolve:` and `}}`. */
  dynamicReference(reference: string, path: string): string;
}

/** What `AWS::NoValue` resolves to: the property or list item that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope, path: string) => unknown;

const INTRINSICS: { readonly [name: string]: Intrinsic } = {
  'Ref': (name, scope, path) => scope.ref(text(name, path), path),
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Sub': sub,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (name, scope, path) => scope.importValue(text(resolve(name, scope, path), path), path),
  'Fn::GetAZs': (_, __, path) => {
    throw new Error(`${path}: the availability zones of a region are only known in AWS`);
  },
};

const CONDITIONS: { readonly [name: string]: (argument: unknown, scope: Scope, path: string) => boolean } = {
  'Condition': (name, scope, path) => scope.condition(text(name, path), path),
  'Fn::Equals': (argument, scope, path) => {
    const [left, right] = pair(argument, path).map(operand => JSON.stringify(resolve(operand, scope, path)));
    return left === right;
  },
  'Fn::Not': (argument, scope, path) => !evaluateCondition(list(argument, path)[0], scope, path),
  'Fn::And': (argument, scope, path) => list(argument, path).every(operand => evaluateCondition(operand, scope, path)),
  'Fn::Or': (argument, scope, path) => list(argument, path).some(operand => evaluateCondition(operand, scope, path)),
};

/** Replaces the intrinsic functions in a part of a template by values; throws, with the place, on what it does not know. */
export function resolve(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolve(item, scope, `${path}[${index}]`)).filter(item => item !== NO_VALUE);
  }
  if (typeof value === 'string') return withDynamicReferences(value, scope, path);
  if (!isObject(value)) return value;

  const name = intrinsicName(value);
  if (name === undefined) return resolveProperties(value, scope, path);
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw new Error(`${path}: ${name} is not supported; supported are ${Object.keys(INTRINSICS).join(', ')}`);
  return intrinsic(value[name], scope, `${path}.${name}`);
}

export function evaluateCondition(expression: unknown, scope: Scope, path: string): boolean {
  const name = isObject(expression) ? Object.keys(expression)[0] : undefined;
  const condition = name === undefined ? undefined : CONDITIONS[name];
  if (!condition) throw new Error(`${path}: ${JSON.stringify(expression)} is no condition; conditions are ${Object.keys(CONDITIONS).join(', ')}`);
  return condition((expression as JsonObject)[name as string], scope, `${path}.${name}`);
}

function resolveProperties(properties: JsonObject, scope: Scope, path: string): JsonObject {
  const resolved = Object.entries(properties).map(([name, value]) => [name, resolve(value, scope, `${path}.${name}`)] as const);
  return Object.fromEntries(resolved.filter(([, value]) => value !== NO_VALUE));
}

function intrinsicName(value: JsonObject): string | undefined {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::')) ? name : undefined;
}

function getAtt(argument: unknown, scope: Scope, path: string): unknown {
  const [logicalId = '', ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, path);
  return scope.getAtt(text(logicalId, path), attribute.map(part => text(resolve(part, scope, path), path)).join('.'), path);
}

function join(argument: unknown, scope: Scope, path: string): string {
  const [delimiter, items] = pair(argument, path);
  // What is joined may be the parts of a reference.
  return withDynamicReferences(list(resolve(items, scope, path), path).map(item => text(item, path)).join(text(delimiter, path)), scope, path);
}

/** Both forms: the template alone, and the template with a map of further names. */
function sub(argument: unknown, scope: Scope, path: string): string {
  const [template, variables] = Array.isArray(argument) ? pair(argument, path) : [argument, {}];
  if (!isObject(variables)) throw new Error(`${path}: the second part must be a map of names`);
  const substituted = text(template, path).replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in variables) return text(resolve(variables[name], scope, `${path}.${name}`), path);
    return text(name.includes('.') ? getAtt(name, scope, path) : scope.ref(name, path), path);
  });
  return withDynamicReferences(substituted, scope, path);
}

function select(argument: unknown, scope: Scope, path: string): unknown {
  const [index, items] = pair(argument, path);
  const values = list(resolve(items, scope, path), path);
  const position = Number(text(resolve(index, scope, path), path));
  if (!(position in values)) throw new Error(`${path}: there is no item ${position} in a list of ${values.length}`);
  return values[position];
}

function split(argument: unknown, scope: Scope, path: string): string[] {
  const [delimiter, source] = pair(argument, path);
  return text(resolve(source, scope, path), path).split(text(delimiter, path));
}

function choose(argument: unknown, scope: Scope, path: string): unknown {
  const [condition, whenTrue, whenFalse] = list(argument, path);
  return resolve(scope.condition(text(condition, path), path) ? whenTrue : whenFalse, scope, path);
}

function findInMap(argument: unknown, scope: Scope, path: string): unknown {
  const [name, ...keys] = list(argument, path).map(part => text(resolve(part, scope, path), path));
  return keys.reduce<unknown>((map, key) => {
    if (isObject(map) && key in map) return map[key];
    throw new Error(`${path}: mapping ${name} has no ${keys.join('.')}`);
  }, scope.mapping(text(name, path), path));
}

/** Values from Systems Manager or Secrets Manager, which CloudFormation would read while it deploys. */
function withDynamicReferences(value: string, scope: Scope, path: string): string {
  return value.replace(/\{\{resolve:([^{}]*)\}\}/g, (_, reference: string) => scope.dynamicReference(reference, path));
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${path}: expected a string, not ${JSON.stringify(value)}`);
}

function list(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${path}: expected a list, not ${JSON.stringify(value)}`);
}

function pair(value: unknown, path: string): readonly [unknown, unknown] {
  const items = list(value, path);
  if (items.length !== 2) throw new Error(`${path}: expected two items, not ${items.length}`);
  return [items[0], items[1]];
}
