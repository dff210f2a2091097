import { functionWithArn, type TargetFunction } from './target-function';
import type { TargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { AssemblyStack } from '../assembly/load-assembly';
import type { ResolvedResource } from '../assembly/resolved-stack';
import type { AppScope } from '../assembly/stack-scope';
import { readConfiguration, type Variables } from '../redirect-target';

/** What a forwarder sends to that is no part of its buffer: its target and its destinations. */
export interface Neighbours {
  /** Queues run on the local SQS, as the app declares them or, where they are elsewhere, as new ones. */
  readonly queues: ReadonlyArray<{ readonly name: string; readonly declared?: ResolvedResource }>;
  /** Functions of the app run their code. */
  readonly functions: readonly TargetFunction[];
  /** ARNs of what takes whatever it is given. */
  readonly imitated: readonly string[];
}

/** @param variables of the forwarder */
export function neighbours(variables: Variables, stacks: readonly AssemblyStack[], app: AppScope): Neighbours {
  const { target, destinations } = readConfiguration(variables);
  const arns = [destinations?.onSuccess, destinations?.onFailure].filter(arn => arn !== undefined);
  const queueArns = arns.filter(arn => arn.split(':')[2] === 'sqs');
  const otherArns = [...new Set([...targetArns(target), ...arns.filter(arn => !queueArns.includes(arn))])];
  const functions = otherArns.flatMap(arn => functionWithArn(arn, stacks, app) ?? []);
  const queueNames = new Set([...queueArns.map(arn => lastPart(arn, ':')), ...target.kind === 'sqs' ? [lastPart(target.queueUrl, '/')] : []]);
  return {
    queues: [...queueNames].map(name => ({ name, declared: queueNamed(name, stacks, app) })),
    functions,
    imitated: otherArns.filter(arn => !functions.some(fn => fn.arn === arn)),
  };
}

function targetArns(target: TargetConfiguration): string[] {
  switch (target.kind) {
    case 'lambda': return [target.functionArn];
    case 'eventBridge': return [target.eventBusArn];
    case 'stepFunctions': return [target.stateMachineArn];
    case 'sns': return [target.topicArn];
    case 'sqs':
    case 'http': return [];
  }
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

/** For people. */
export function describeNeighbours({ queues, functions, imitated }: Neighbours): string[] {
  return [
    ...functions.map(({ name }) => `function ${name} runs its code, which can reach other machines as far as it does without the AWS SDK`),
    ...queues.map(({ name, declared }) => `queue ${name} is on the local SQS${declared ? '' : ', as a new one'}`),
    ...imitated.map(arn => `${arn} is imitated: it takes whatever it is given`),
  ];
}
