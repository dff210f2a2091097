import { functionWithArn } from './target-function';
import type { ForwarderConfiguration } from '../../../src/contract/forwarder-configuration';
import type { AssemblyStack } from '../assembly/load-assembly';
import type { ResolvedResource } from '../assembly/resolved-stack';
import type { AppScope } from '../assembly/stack-scope';
import { readConfiguration, type Variables } from '../redirect-target';
import type { FunctionDefinition } from '../runtime/function-definition';

/** What a forwarder sends to that is no part of its buffer, and that runs on this machine. */
export interface Neighbours {
  readonly queues: ReadonlyArray<{ readonly name: string; readonly declared?: ResolvedResource }>;
  readonly functions: readonly FunctionDefinition[];
}

/** @param variables of the forwarder */
export function neighbours(variables: Variables, stacks: readonly AssemblyStack[], app: AppScope): Neighbours {
  const configuration = readConfiguration(variables);
  return {
    queues: queueNames(configuration).map(name => ({ name, declared: queueNamed(name, stacks, app) })),
    functions: functionArns(configuration).flatMap(arn => functionWithArn(arn, stacks, app) ?? []),
  };
}

function queueNames({ target }: ForwarderConfiguration): string[] {
  return target.kind === 'sqs' ? [lastPart(target.queueUrl, '/')] : [];
}

function functionArns({ target }: ForwarderConfiguration): string[] {
  return target.kind === 'lambda' ? [target.functionArn] : [];
}

function queueNamed(name: string, stacks: readonly AssemblyStack[], app: AppScope): ResolvedResource | undefined {
  for (const stack of stacks) {
    const scope = app.of(stack);
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
      if (resource.Type !== 'AWS::SQS::Queue' || !scope.creates(resource)) continue;
      const queue = scope.resource(logicalId);
      if (queue.properties.QueueName === name) return queue;
    }
  }
  return undefined;
}

export function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
