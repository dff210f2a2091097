import { EvaluationError, type JavaValue } from '../velocity';

const STEP = /^(?:\.(?<property>[\w-]+)|\[(?<quote>['"])(?<key>[^'"\\]+)\k<quote>\]|\[(?<index>\d+)\])/;

/** Reads what a JSON path without filters and wildcards points to; null where there is nothing. */
export function readJsonPath(root: JavaValue, path: string): JavaValue {
  return stepsOf(path).reduce(follow, root);
}

function follow(value: JavaValue, step: string | number): JavaValue {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] ?? null : null;
  return value instanceof Map ? value.get(step) ?? null : null;
}

function stepsOf(path: string): Array<string | number> {
  const steps: Array<string | number> = [];
  let rest = path.replace(/^\$/, '');
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (match === null || !path.startsWith('$')) {
      throw new EvaluationError(`the JSON path "${path}" is not emulated; allowed are paths such as $.order.items[0]['sku']`);
    }
    const { property, key = property, index } = match.groups ?? {};
    steps.push(key ?? Number(index));
    rest = rest.slice(match[0].length);
  }
  return steps;
}
