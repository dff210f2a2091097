import { Annotations, Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LONGEST_TIMEOUT } from './attempt-millis';
import { commonConfiguration, type AwsTargetOptions } from './aws-target-options';
import { grantAction, type TargetDefinition } from './target-definition';

/** What a Lambda function is given for a webhook. */
export enum LambdaTargetEvent {
  /**
   * The event of API Gateway's Lambda proxy integration, REST, so that a handler that was written for it works as it is. Its answer counts as
   * one by HTTP: a `statusCode` other than 2xx is a failure.
   */
  API_GATEWAY_PROXY = 'proxy',
  /** The JSON that all other targets are given; docs/aws-targets.md has it. Only an error of the function is a failure. */
  WEBHOOK = 'webhook',
}

/** Options of `WebhookTarget.lambda`. */
export interface LambdaTargetOptions extends AwsTargetOptions {
  /**
   * What the function is given.
   *
   * @default LambdaTargetEvent.API_GATEWAY_PROXY
   */
  readonly event?: LambdaTargetEvent;

  /**
   * Whether a webhook counts as delivered as soon as Lambda has taken it over, before the function has run. What becomes of it is then for the
   * function's own retries and destinations; the throttle and the order within a group end here.
   *
   * @default false
   */
  readonly asynchronous?: boolean;
}

/** Lambda's own. */
const DEFAULT_FUNCTION_TIMEOUT = Duration.seconds(3);
/** For a cold start, which the function's timeout leaves out. */
const START_SECONDS = 5;

export function lambdaTarget(fn: IFunction, options: LambdaTargetOptions): TargetDefinition {
  const asynchronous = options.asynchronous ?? false;
  const functionTimeout = asynchronous ? undefined : timeoutOf(fn);
  if (functionTimeout && options.timeout && options.timeout.toSeconds({ integral: false }) < functionTimeout.toSeconds()) {
    Annotations.of(fn).addWarningV2('cdk-webhook-buffer:targetTimeout', `The target's timeout, ${options.timeout.toHumanString()}, is shorter than the function's: it may still run when its webhook is sent again.`);
  }
  const common = commonConfiguration('WebhookTarget.lambda', options, functionTimeout && withStart(functionTimeout));
  return {
    attemptMillis: common.totalTimeoutMillis,
    configuration: { kind: 'lambda', ...common, functionArn: fn.functionArn, asynchronous, event: options.event ?? LambdaTargetEvent.API_GATEWAY_PROXY },
    grant: grantAction('lambda:InvokeFunction', fn.functionArn),
  };
}

/** Undefined for a function of which only the ARN is known, or where a parameter of the template decides. */
function timeoutOf(fn: IFunction): Duration | undefined {
  if (!(fn instanceof LambdaFunction)) return undefined;
  const timeout = fn.timeout ?? DEFAULT_FUNCTION_TIMEOUT;
  return timeout.isUnresolved() ? undefined : timeout;
}

function withStart(timeout: Duration): Duration {
  return Duration.seconds(Math.min(timeout.toSeconds() + START_SECONDS, LONGEST_TIMEOUT.toSeconds()));
}
