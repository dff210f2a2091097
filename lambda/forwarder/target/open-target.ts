import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsTargetConfiguration } from '../../../src/contract/aws-targets';
import type { TargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { Target } from '../ports';
import { HttpTarget } from './http-target';

/** An attempt is one call, so that the attempt log has all of them; how long it may take is for the target to say. */
const CLIENT = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } };

export function openTarget(configuration: TargetConfiguration): Target {
  if (configuration.kind === 'http') return new HttpTarget(configuration, Date.now);
  // Loaded at once, while Lambda starts the function; what goes wrong is for the attempt to say.
  const opening = openAwsTarget(configuration);
  opening.catch(() => {});
  return {
    totalTimeoutMillis: configuration.totalTimeoutMillis,
    attempt: async (webhook, identity) => (await opening).attempt(webhook, identity),
  };
}

/** Each client is in a file of its own, of which only the one in use is loaded. */
async function openAwsTarget(configuration: AwsTargetConfiguration): Promise<Target> {
  switch (configuration.kind) {
    case 'lambda': return (await import('./lambda-target.js')).openLambdaTarget(configuration, CLIENT, Date.now);
    case 'eventBridge': return (await import('./event-bridge-target.js')).openEventBridgeTarget(configuration, CLIENT);
    case 'stepFunctions': return (await import('./step-functions-target.js')).openStepFunctionsTarget(configuration, CLIENT);
    case 'sns': return (await import('./sns-target.js')).openSnsTarget(configuration, CLIENT);
    case 'sqs': {
      const client = new SQSClient(CLIENT);
      return (await import('./sqs-target.js')).openSqsTarget(configuration, (input, abortSignal) => client.send(new SendMessageCommand(input), { abortSignal }));
    }
  }
}
