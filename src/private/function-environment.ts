import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { pack } from '../contract/packed-configuration';

/** Lambda: bytes of all environment variables of a function. It measures them as JSON. */
const MAX_ENVIRONMENT_BYTES = 4_096;

/** A longer configuration is packed. It leaves room for the other variables. */
const MAX_READABLE_BYTES = 2_500;

/** What to do about too many routes. */
export const MOVE_ROUTES = 'Keep several secrets as fields of one, or move routes to another buffer.';

/** What CloudFormation fills in, at its longest or nearly so. */
const PSEUDO_PARAMETER_BYTES = 14;
/** What it adds to the logical id of a secret to make a name of it, and Secrets Manager to that. */
const NAME_SUFFIX_BYTES = '-aBcDeFgHiJkL-aBcDeF'.length;
const ARN_BYTES = 120;

/** Text as CDK resolves it: whole, or in parts with what CloudFormation fills in. */
type Resolved = string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] };

/** The text of a configuration for an environment variable. It is asked for when the template is written, so that it holds every route. */
export function configurationText(scope: IConstruct, configuration: () => object): string {
  return Lazy.uncachedString({
    produce: context => {
      const parts = partsOf(context.resolve(Stack.of(scope).toJsonString(configuration())) as Resolved);
      return bytesOf(parts) <= MAX_READABLE_BYTES ? parts.map(asText).join('') : packed(parts);
    },
  });
}

function packed(parts: readonly unknown[]): string {
  const words = new Map<string, string>();
  const numbered = parts.map(part => {
    if (typeof part === 'string') return part;
    const key = JSON.stringify(part);
    if (!words.has(key)) words.set(key, asText(part));
    return [...words.keys()].indexOf(key);
  });
  return pack(numbered, [...words.values()]);
}

/** What is wrong with the size of a function's environment. @param remedy what can be done about it */
export function environmentProblems(lambda: LambdaFunction, what: string, remedy: string): string[] {
  const { environment } = lambda.node.defaultChild as CfnFunction;
  const { variables } = Stack.of(lambda).resolve(environment) as { readonly variables: { readonly [name: string]: Resolved } };
  const bytes = Object.entries(variables).reduce((sum, [name, value]) => sum + bytesOf([name]) + bytesOf(partsOf(value)), 0);
  return bytes <= MAX_ENVIRONMENT_BYTES ? [] : [`${what} take about ${bytes} bytes of environment variables; Lambda allows ${MAX_ENVIRONMENT_BYTES}. ${remedy}`];
}

function partsOf(resolved: Resolved): readonly unknown[] {
  if (typeof resolved === 'string') return [resolved];
  return 'Fn::Join' in resolved ? resolved['Fn::Join'][1] : [resolved];
}

function bytesOf(parts: readonly unknown[]): number {
  return parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(JSON.stringify(part)) - 2 : estimate(part)), 4);
}

function estimate(part: unknown): number {
  const reference = JSON.stringify(part);
  if (reference.startsWith('{"Ref":"AWS::')) return PSEUDO_PARAMETER_BYTES;
  const [, logicalId] = /^\{"Fn::Select":.*"Ref":"(\w+)"/.exec(reference) ?? [];
  return logicalId === undefined ? ARN_BYTES : logicalId.length + NAME_SUFFIX_BYTES;
}

function asText(part: unknown): string {
  return typeof part === 'string' ? part : Token.asString(part);
}
