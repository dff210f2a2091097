import { functionWithArn } from './target-function';
import type { DestinationsConfiguration } from '../../../src/contract/announcement';
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

function queueNames({ target, destinations }: ForwarderConfiguration): string[] {
  const names = destinationsOf('sqs', destinations).map(arn => lastPart(arn, ':'));
  return target.kind === 'sqs' ? [...names, lastPart(target.queueUrl, '/')] : names;
}

function functionArns({ target, destinations }: ForwarderConfiguration): string[] {
  const arns = destinationsOf('lambda', destinations);
  return target.kind === 'lambda' ? [...arns, target.functionArn] : arns;
}

function destinationsOf(service: string, { onSuccess, onFailure }: Partial<DestinationsConfiguration> = {}): string[] {
  return [onSuccess, onFailure].filter(arn => arn !== undefined).filter(arn => arn.split(':')[2] === service);
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
