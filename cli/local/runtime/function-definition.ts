import { devNull } from 'node:os';
import type { ResolvedResource, ResolvedStack } from '../assembly/resolved-stack';
import { isObject } from '../assembly/template';

/** A function as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly codeDirectory: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Infinite where nothing is reserved. */
  readonly reservedConcurrency: number;
  readonly variables: { readonly [name: string]: string };
}

const DEFAULT_MEMORY_MEGABYTES = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

export function readFunction(resource: ResolvedResource, { account, region }: ResolvedStack, codeDirectory: string): FunctionDefinition {
  const { FunctionName, Runtime, Handler, MemorySize, Timeout, ReservedConcurrentExecutions, Environment } = resource.properties;
  if (!String(Runtime).startsWith('nodejs')) {
    throw new Error(`Function ${resource.logicalId} has runtime ${String(Runtime)}; on this machine only Node.js runs.`);
  }
  const name = String(FunctionName);
  return {
    name,
    arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
    region,
    runtime: String(Runtime),
    handler: String(Handler),
    codeDirectory,
    memoryMegabytes: Number(MemorySize ?? DEFAULT_MEMORY_MEGABYTES),
    timeoutSeconds: Number(Timeout ?? DEFAULT_TIMEOUT_SECONDS),
    reservedConcurrency: Number(ReservedConcurrentExecutions ?? Infinity),
    variables: readVariables(Environment),
  };
}

function readVariables(environment: unknown): { readonly [name: string]: string } {
  const variables = isObject(environment) && isObject(environment.Variables) ? environment.Variables : {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

/** The variables of the template and those that Lambda sets; of this program's own, only where programs are found. */
export function environmentVariables(definition: FunctionDefinition, runtimeApi: string): NodeJS.ProcessEnv {
  return {
    ...definition.variables,
    PATH: process.env.PATH,
    TZ: ':UTC',
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // The SDK would find the user's own files through the operating system even without HOME.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
