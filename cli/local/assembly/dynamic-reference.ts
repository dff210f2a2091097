import { createHash } from 'node:crypto';
import { isObject } from './template';
import type { GivenValues } from '../secrets/given-values';

const SECRET = /^secretsmanager:(.+?)(?::SecretString(?::([^:]*))?(?::[^:]*){0,2})?$/;
const PARAMETER = /^ssm(-secure)?:([^:]+)(?::\d+)?$/;
/** Secrets Manager ends the ARN of a secret with six characters of its own. */
const SECRET_ARN = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+?)(?:-[A-Za-z0-9]{6})?$/;

/** What stands in AWS, as the person gives it who runs the app. */
export interface Given {
  readonly secrets: GivenValues;
  readonly parameters: GivenValues;
}

/**
 * The value that CloudFormation would read from Secrets Manager or Systems Manager while it deploys.
 *
 * @throws with the place and the option that gives it, where it is not given
 */
export function readReference(reference: string, given: Given, path: string): string {
  const [, secure, parameter] = PARAMETER.exec(reference) ?? [];
  if (parameter !== undefined) return given.parameters.get(parameter) ?? valueOf([parameter], given.secrets, secure ? '--secret' : '--parameter', path);
  const [, id, field] = SECRET.exec(reference) ?? [];
  if (id === undefined) throw new Error(`${path}: {{resolve:${reference}}} can only be looked up in AWS`);
  const value = valueOf([id, SECRET_ARN.exec(id)?.[1]], given.secrets, '--secret', path);
  return field ? fieldOf(value, field, id, path) : value;
}

function valueOf(names: ReadonlyArray<string | undefined>, given: GivenValues, option: string, path: string): string {
  const found = names.map(name => given.get(name ?? '')).find(value => value !== undefined);
  if (found !== undefined) return found;
  const name = names.findLast(candidate => candidate !== undefined);
  // Any segment of a path is as good as another one.
  if (path.endsWith('.PathPart')) return `local-${createHash('sha256').update(String(name)).digest('hex').slice(0, 24)}`;
  throw new Error(`${path}: the value of ${name} is only known in AWS; give one with ${option} ${name}=<value>`);
}

function fieldOf(value: string, field: string, id: string, path: string): string {
  const fields = parsed(value);
  const found = isObject(fields) ? fields[field] : undefined;
  if (typeof found !== 'string') throw new Error(`${path}: the value of ${id} has to be a JSON object with a text ${field}`);
  return found;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined; // the parser's message would quote the secret
  }
}
