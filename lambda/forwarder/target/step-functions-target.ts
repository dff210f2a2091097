import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand, type SFNClientConfig } from '@aws-sdk/client-sfn';
import type { StepFunctionsTargetConfiguration } from '../../../src/contract/aws-targets';
import { MAX_EXECUTION_INPUT_BYTES } from '../../../src/contract/limits';
import type { Target } from '../ports';
import { accepted, ServiceTarget } from './service-target';
import { webhookMessage } from './webhook-message';

export function openStepFunctionsTarget(configuration: StepFunctionsTargetConfiguration, options: SFNClientConfig): Target {
  const client = new SFNClient(options);
  const { stateMachineArn, jsonBody, totalTimeoutMillis } = configuration;
  const forwardHeaders = new Set(configuration.forwardHeaders);
  return new ServiceTarget({ totalTimeoutMillis, mostBytes: MAX_EXECUTION_INPUT_BYTES }, (webhook, identity) => {
    const input = webhookMessage(webhook, identity, { forwardHeaders, jsonBody });
    return {
      bytes: Buffer.byteLength(input),
      async send(abortSignal) {
        try {
          const output = await client.send(new StartExecutionCommand({ stateMachineArn, name: identity.messageId, input }), { abortSignal });
          return accepted(output, { executionArn: output.executionArn });
        } catch (error) {
          // An earlier attempt started it, of which the answer was lost.
          if (error instanceof ExecutionAlreadyExists) return accepted(error, { executionName: identity.messageId });
          throw error;
        }
      },
    };
  });
}
