import { QueueTap } from './queue-tap';
import { FUNCTION_DOOR_ENVIRONMENT, type FunctionDoorConfiguration } from '../../../src/contract/function-door-configuration';
import { unpack } from '../../../src/contract/packed-configuration';
import type { SecretReference } from '../../../src/contract/source';
import type { ProxyFunction, SentMessage } from '../gateway';
import type { LocalEnvironment } from '../local-environment';
import type { FunctionDefinition } from '../runtime/function-definition';
import { LambdaFunction } from '../runtime/lambda-function';

type Variables = { readonly [name: string]: string };

const { BODY_BUCKET, CONFIGURATION, QUEUE_URL } = FUNCTION_DOOR_ENVIRONMENT;

export interface LocalFunctionDoorOptions {
  readonly definition: FunctionDefinition;
  readonly environment: LocalEnvironment;
  readonly onLog: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** The function before a buffer's queue, on this machine. */
export class LocalFunctionDoor implements ProxyFunction {
  static async start({ definition, environment, onLog }: LocalFunctionDoorOptions): Promise<LocalFunctionDoor> {
    const { queues, objects, variables } = environment;
    objects.createBucket(definition.variables[BODY_BUCKET]);
    const tap = await QueueTap.start(queues.endpoint);
    const own = {
      ...definition.variables,
      ...variables,
      AWS_ENDPOINT_URL_SQS: tap.endpoint,
      // An SDK may take the queue's URL for the endpoint.
      [QUEUE_URL]: tap.endpoint + new URL(definition.variables[QUEUE_URL]).pathname,
    };
    return new LocalFunctionDoor(definition.name, new LambdaFunction({ ...definition, variables: own }, { onLog }), tap);
  }

  private constructor(readonly name: string, private readonly lambda: LambdaFunction, private readonly tap: QueueTap) {}

  async call(event: string): Promise<string> {
    const result = await this.lambda.invoke(event);
    if (result.outcome === 'succeeded') return result.payload;
    throw new Error(result.outcome === 'throttled' ? 'it is being stopped' : result.error);
  }

  sent(requestId: string): SentMessage | undefined {
    return this.tap.take(requestId);
  }

  async stop(): Promise<void> {
    await this.lambda.stop();
    await this.tap.stop();
  }
}

/** Secrets that the function reads. */
export function secretsOf(variables: Variables): SecretReference[] {
  return Object.values(readConfiguration(variables).routes).flatMap(({ source }) => source.secrets);
}

/** Routes that the function serves. */
export function routesOf(variables: Variables): string[] {
  return Object.keys(readConfiguration(variables).routes);
}

function readConfiguration(variables: Variables): FunctionDoorConfiguration {
  return unpack(variables[CONFIGURATION]) as FunctionDoorConfiguration;
}
