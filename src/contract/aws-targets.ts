/** Where webhooks are forwarded other than by HTTP: to a service of AWS, by one call an attempt. */
export type AwsTargetConfiguration =
  | LambdaTargetConfiguration
  | EventBridgeTargetConfiguration
  | StepFunctionsTargetConfiguration
  | SqsTargetConfiguration
  | SnsTargetConfiguration;

interface CommonConfiguration {
  readonly totalTimeoutMillis: number;
  /** Lower-case names of request headers that are forwarded although they are withheld by default. */
  readonly forwardHeaders: readonly string[];
}

export interface LambdaTargetConfiguration extends CommonConfiguration {
  readonly kind: 'lambda';
  readonly functionArn: string;
  /** Whether an attempt ends as soon as Lambda has taken the event over, rather than when the function has run. */
  readonly asynchronous: boolean;
  /** What the function is given: the event of a Lambda proxy integration, or a {@link WebhookMessage}. */
  readonly event: 'proxy' | 'webhook';
}

export interface EventBridgeTargetConfiguration extends CommonConfiguration {
  readonly kind: 'eventBridge';
  readonly eventBusArn: string;
  readonly source: string;
  readonly detailType: string;
  /** Whether a body that is JSON goes as a part of the message's JSON rather than as a string. */
  readonly jsonBody: boolean;
}

export interface StepFunctionsTargetConfiguration extends CommonConfiguration {
  readonly kind: 'stepFunctions';
  readonly stateMachineArn: string;
  readonly jsonBody: boolean;
}

interface MessagingConfiguration extends CommonConfiguration {
  readonly fifo: boolean;
  /** What the message is: a {@link WebhookMessage}, or the webhook's body alone. */
  readonly content: 'webhook' | 'body';
  readonly maxMessageBytes: number;
}

export interface SqsTargetConfiguration extends MessagingConfiguration {
  readonly kind: 'sqs';
  readonly queueUrl: string;
}

export interface SnsTargetConfiguration extends MessagingConfiguration {
  readonly kind: 'sns';
  readonly topicArn: string;
}
