import { getIndex, getProperty, invoke, setIndex } from './java-object-access';
import { type JavaMap, type JavaValue, javaString } from './java-value';
import { binaryOperation } from './operators';
import type { Expression, PathStep, Reference, Template } from './syntax';

/** API Gateway ends a loop after this many rounds. */
const MAX_ROUNDS = 1_000;

/** Renders a template; what it #sets stays in the variables. */
export function evaluate(template: Template, variables: JavaMap): string {
  let output = '';
  for (const node of template) {
    switch (node.kind) {
      case 'text':
        output += node.text;
        break;
      case 'reference':
        output += javaString(valueOf(node.reference, variables));
        break;
      case 'set':
        assign(node.target, value(node.value, variables), variables);
        break;
      case 'if':
        output += evaluate(node.branches.find(({ condition }) => condition === undefined || isTrue(condition, variables))?.body ?? [], variables);
        break;
      case 'foreach':
        output += forEach(node.variable, value(node.items, variables), node.body, variables);
        break;
    }
  }
  return output;
}

function forEach(variable: string, over: JavaValue, body: Template, variables: JavaMap): string {
  const items = over instanceof Map ? [...over.values()] : Array.isArray(over) ? over : [];
  const outer = new Map([variable, 'foreach', 'velocityCount'].map(name => [name, variables.get(name)]));
  const output = items.slice(0, MAX_ROUNDS).map((item, index) => {
    const count = BigInt(index + 1);
    variables.set(variable, item);
    variables.set('velocityCount', count);
    variables.set('foreach', new Map<string, JavaValue>([['index', BigInt(index)], ['count', count], ['hasNext', index + 1 < items.length]]));
    return evaluate(body, variables);
  });
  for (const [name, before] of outer) variables.set(name, before ?? null);
  return output.join('');
}

/** Velocity keeps the old value where the new one is null. */
function assign({ name, path }: Reference, assigned: JavaValue, variables: JavaMap): void {
  if (assigned === null) return;
  const last = path.at(-1);
  if (last === undefined) {
    variables.set(name, assigned);
    return;
  }
  const owner = valueOf({ name, path: path.slice(0, -1) }, variables);
  if (last.kind === 'property') setIndex(owner, last.name, assigned);
  if (last.kind === 'index') setIndex(owner, value(last.index, variables), assigned);
}

function valueOf({ name, path }: Reference, variables: JavaMap): JavaValue {
  return path.reduce((owner: JavaValue, step) => follow(owner, step, variables), variables.get(name) ?? null);
}

function follow(owner: JavaValue, step: PathStep, variables: JavaMap): JavaValue {
  if (owner === null) return null;
  switch (step.kind) {
    case 'property':
      return getProperty(owner, step.name);
    case 'method':
      return invoke(owner, step.name, step.parameters.map(parameter => value(parameter, variables)));
    case 'index':
      return getIndex(owner, value(step.index, variables));
  }
}

function value(expression: Expression, variables: JavaMap): JavaValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'interpolated':
      return evaluate(expression.template, variables);
    case 'reference':
      return valueOf(expression.reference, variables);
    case 'list':
      return expression.items.map(item => value(item, variables));
    case 'map':
      return new Map(expression.entries.map(([key, item]) => [key, value(item, variables)]));
    case 'range':
      return range(value(expression.from, variables), value(expression.to, variables));
    case 'binary':
      return binaryOperation(expression.operator, value(expression.left, variables), value(expression.right, variables));
    case 'not':
    case 'and':
    case 'or':
      return isTrue(expression, variables);
  }
}

function range(from: JavaValue, to: JavaValue): JavaValue {
  if (typeof from !== 'bigint' || typeof to !== 'bigint') return null;
  const step = from <= to ? 1n : -1n;
  return Array.from({ length: Math.abs(Number(to - from)) + 1 }, (_, index) => from + step * BigInt(index));
}

/** Only references can be true without being Boolean: `#if("text")` and `#if(1)` are false in Velocity 1.7. */
function isTrue(expression: Expression, variables: JavaMap): boolean {
  switch (expression.kind) {
    case 'not':
      return !isTrue(expression.operand, variables);
    case 'and':
      return isTrue(expression.left, variables) && isTrue(expression.right, variables);
    case 'or':
      return isTrue(expression.left, variables) || isTrue(expression.right, variables);
    case 'reference': {
      const referenced = valueOf(expression.reference, variables);
      return referenced !== null && referenced !== false;
    }
    default:
      return value(expression, variables) === true;
  }
}
