import type { AwsTargetConfiguration } from '../../../src/contract/aws-targets';
import type { TargetConfiguration } from '../../../src/contract/forwarder-configuration';
import type { Target } from '../ports';
import { openSqsCalls } from '../sqs-calls';
import { HttpTarget } from './http-target';
import type { SecretStore } from '../../secrets/secret-store';

/** An attempt is one call, so that the attempt log has all of them; how long it may take is for the target to say. */
const CLIENT = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } };

export function openTarget(configuration: TargetConfiguration, secrets: SecretStore): Target {
  if (configuration.kind === 'http') return new HttpTarget(configuration, Date.now, secrets);
  // Loaded at once, while Lambda starts the function; what goes wrong is for the attempt to say.
  const opening = openAwsTarget(configuration);
  opening.catch(() => {});
  return {
    totalTimeoutMillis: configuration.totalTimeoutMillis,
    attempt: async (webhook, identity, turn) => (await opening).attempt(webhook, identity, turn),
  };
}

/** Each client is in a file of its own, of which only the one in use is loaded. */
async function openAwsTarget(configuration: AwsTargetConfiguration): Promise<Target> {
  switch (configuration.kind) {
    case 'lambda': return (await import('../services/lambda.js')).openLambdaTarget(configuration, CLIENT, Date.now);
    case 'eventBridge': return (await import('../services/event-bridge.js')).openEventBridgeTarget(configuration, CLIENT);
    case 'stepFunctions': return (await import('../services/step-functions.js')).openStepFunctionsTarget(configuration, CLIENT);
    case 'sns': return (await import('../services/sns.js')).openSnsTarget(configuration, CLIENT);
    case 'sqs': return (await import('../services/sqs.js')).openSqsTarget(configuration, openSqsCalls(CLIENT));
  }
}
