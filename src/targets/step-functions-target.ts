import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { commonConfiguration, type AwsTargetOptions } from './aws-target-options';
import { grantAction, type TargetDefinition } from './target-definition';

/** Options of `WebhookTarget.stepFunctions`. */
export interface StepFunctionsTargetOptions extends AwsTargetOptions {
  /**
   * Whether a body that is JSON becomes a part of the execution's input, so that states can refer to what is in it. Otherwise it is a string,
   * the very one that was sent.
   *
   * @default false
   */
  readonly jsonBody?: boolean;
}

export function stepFunctionsTarget(stateMachine: IStateMachine, options: StepFunctionsTargetOptions): TargetDefinition {
  const { stateMachineArn } = stateMachine;
  const common = commonConfiguration('WebhookTarget.stepFunctions', options);
  return {
    attemptMillis: common.totalTimeoutMillis,
    configuration: { kind: 'stepFunctions', ...common, stateMachineArn, jsonBody: options.jsonBody ?? false },
    grant: grantAction('states:StartExecution', stateMachineArn),
  };
}
