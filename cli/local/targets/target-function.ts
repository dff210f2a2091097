import { codeDirectory } from '../assembly/code-directory';
import type { AssemblyStack } from '../assembly/load-assembly';
import type { AppScope } from '../assembly/stack-scope';
import { readFunction, type FunctionDefinition } from '../runtime/function-definition';
import type { LambdaFunction } from '../runtime/lambda-function';
import type { InvokeFunction } from '../services/service-server';

export interface TargetFunction extends FunctionDefinition {
  readonly logicalId: string;
}

/** The function of the app that has an ARN, if its code can run on this machine. */
export function functionWithArn(arn: string, stacks: readonly AssemblyStack[], app: AppScope): TargetFunction | undefined {
  for (const stack of stacks) {
    const scope = app.of(stack);
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
      if (resource.Type !== 'AWS::Lambda::Function' || !scope.creates(resource) || scope.getAtt(logicalId, 'Arn', stack.id) !== arn) continue;
      const resolved = scope.resource(logicalId);
      if (!String(resolved.properties.Runtime).startsWith('nodejs') || !hasAsset(resolved.properties.Code, stack)) return undefined;
      const { id: name, account, region } = stack;
      return { ...readFunction(resolved, { name, account, region, resources: new Map() }, codeDirectory(resolved, stack)), logicalId };
    }
  }
  return undefined;
}

/** Code that is written into the template, or that is a container, does not run here. */
function hasAsset(code: unknown, { assets }: AssemblyStack): boolean {
  const { S3Key: objectKey } = code as { readonly S3Key?: unknown };
  return typeof objectKey === 'string' && assets.get(objectKey)?.packaging === 'zip';
}

/** A function as Lambda's front sees it. */
export function invoker(lambda: LambdaFunction): InvokeFunction {
  return async payload => {
    const result = await lambda.invoke(payload);
    if (result.outcome === 'succeeded') return { payload: result.payload };
    if (result.outcome === 'throttled') return { error: { code: 'TooManyRequestsException', status: 429, message: 'Rate Exceeded.' } };
    return { functionError: 'Unhandled', payload: JSON.stringify({ errorMessage: result.error }) };
  };
}
