import type { AssemblyStack } from './load-assembly';
import type { GivenValues } from '../secrets/given-values';

const FROM_PARAMETER_STORE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^(CommaDelimitedList|List<.+>)$/;

export interface ParameterSources {
  /** Where in the template the parameter is read. */
  readonly path: string;
  /** What the stack gives that a stack is nested in. */
  readonly fromParent?: unknown;
  /** What the person gives who runs the app, by logical id, or by name in Parameter Store. */
  readonly given: GivenValues;
}

/**
 * The value of a template parameter, as deploying would give it.
 *
 * @throws with all parameters that have none, so that they can be given at once
 */
export function parameterValue(stack: AssemblyStack, name: string, { path, fromParent, given }: ParameterSources): unknown {
  const type = typeOf(stack, name);
  const value = fromParent ?? statedValue(stack, name, given);
  const found = type.fromParameterStore && value !== undefined ? given.get(String(value)) : value;
  if (found === undefined) throw new Error(`${path}: ${explainMissing(stack, name, given)}`);
  return LIST.test(type.name) ? String(found).split(',').map(item => item.trim()) : found;
}

/** Names by which a value can be given to the stacks, whether or not anything reads it. */
export function parameterNames(stacks: readonly AssemblyStack[]): string[] {
  return stacks.flatMap(({ template: { Parameters = {} }, parameters }) => Object.entries(Parameters)
    .flatMap(([name, { Type, Default }]) => FROM_PARAMETER_STORE.test(Type) ? [name, String(parameters[name] ?? Default)] : [name]));
}

function typeOf({ template }: AssemblyStack, name: string): { readonly name: string; readonly fromParameterStore: boolean } {
  const type = template.Parameters?.[name]?.Type ?? 'String';
  const stored = FROM_PARAMETER_STORE.exec(type)?.[1];
  return { name: stored ?? type, fromParameterStore: stored !== undefined };
}

/** For one from Parameter Store, its name there. */
function statedValue({ template, parameters, nestedIn }: AssemblyStack, name: string, given: GivenValues): unknown {
  return (nestedIn ? undefined : given.get(name)) ?? parameters[name] ?? template.Parameters?.[name]?.Default;
}

function explainMissing(stack: AssemblyStack, asked: string, given: GivenValues): string {
  const missing = [...new Set([asked, ...namesRead(stack)])].flatMap(name => missingName(stack, name, given) ?? []);
  const flags = missing.map(name => `--parameter ${name}=<value>`).join(' ');
  return `parameters have no value on this machine: ${missing.join(', ')}; give them with ${flags}`;
}

/** Parameters that the resources of a stack refer to. */
function namesRead({ template: { Parameters = {}, Resources = {} } }: AssemblyStack): string[] {
  const resources = JSON.stringify(Resources);
  return Object.keys(Parameters).filter(name => resources.includes(`{"Ref":"${name}"}`) || resources.includes(`\${${name}}`));
}

/** By which name the value that a parameter lacks can be given. */
function missingName(stack: AssemblyStack, name: string, given: GivenValues): string | undefined {
  const stated = statedValue(stack, name, given);
  if (stated === undefined) return name;
  const lacksStored = typeof stated === 'string' && typeOf(stack, name).fromParameterStore && given.get(stated) === undefined;
  return lacksStored ? stated : undefined;
}
