import { intParameter, javaMethods, textParameter } from './java-method';
import { EvaluationError, type JavaMap, JavaObject, type JavaValue, javaString } from './java-value';

/** Methods of java.util.Map. */
export const mapMethods = javaMethods<JavaMap>({
  containsKey: (map, [key]) => typeof key === 'string' && map.has(key),
  entrySet: map => [...map].map(([key, value]) => new JavaEntry(key, value)),
  get: (map, [key]) => (typeof key === 'string' ? map.get(key) ?? null : null),
  isEmpty: map => map.size === 0,
  keySet: map => [...map.keys()],
  put(map, parameters) {
    const key = textParameter(parameters, 0);
    const previous = map.get(key) ?? null;
    map.set(key, parameters[1] ?? null);
    return previous;
  },
  size: map => BigInt(map.size),
  values: map => [...map.values()],
});

/** Methods of java.util.List, which also serve for sets. */
export const listMethods = javaMethods<JavaValue[]>({
  add(list, [item = null]) {
    list.push(item);
    return true;
  },
  contains: (list, [item = null]) => list.includes(item),
  get: (list, parameters) => list[position(list, parameters)] ?? null,
  isEmpty: list => list.length === 0,
  set(list, parameters) {
    const at = position(list, parameters);
    const previous = list[at] ?? null;
    list[at] = parameters[1] ?? null;
    return previous;
  },
  size: list => BigInt(list.length),
});

function position(list: readonly JavaValue[], parameters: readonly JavaValue[]): number {
  const index = intParameter(parameters, 0);
  if (index < 0 || index >= list.length) throw new EvaluationError(`there is no item ${index} in a list of ${list.length}`);
  return index;
}

/** java.util.Map.Entry */
class JavaEntry extends JavaObject {
  constructor(private readonly key: string, private readonly value: JavaValue) {
    super();
  }

  override property(name: string): JavaValue {
    return name === 'key' ? this.key : name === 'value' ? this.value : super.property(name);
  }

  override call(method: string, parameters: readonly JavaValue[]): JavaValue {
    return method === 'getKey' ? this.key : method === 'getValue' ? this.value : super.call(method, parameters);
  }

  override toString(): string {
    return `${this.key}=${javaString(this.value)}`;
  }
}
