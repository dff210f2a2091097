import { EvaluationError, type JavaValue } from './java-value';

type JavaMethod<Owner> = (owner: Owner, parameters: readonly JavaValue[]) => JavaValue;

/** Methods of one Java class by name. */
export type JavaMethods<Owner> = ReadonlyMap<string, JavaMethod<Owner>>;

export function javaMethods<Owner>(methods: { readonly [name: string]: JavaMethod<Owner> }): JavaMethods<Owner> {
  return new Map(Object.entries(methods));
}

/** A parameter that Java declares as String or CharSequence. */
export function textParameter(parameters: readonly JavaValue[], position: number): string {
  const parameter = parameters[position];
  if (typeof parameter !== 'string') throw new EvaluationError(`parameter ${position + 1} is no string`);
  return parameter;
}

/** A parameter that Java declares as int. */
export function intParameter(parameters: readonly JavaValue[], position: number): number {
  const parameter = parameters[position];
  if (typeof parameter !== 'bigint') throw new EvaluationError(`parameter ${position + 1} is no whole number`);
  return Number(parameter);
}
