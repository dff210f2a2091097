import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { eventBridgeTarget, type EventBridgeTargetOptions } from './event-bridge-target';
import { httpTarget, type HttpTargetOptions } from './http-target';
import { lambdaTarget, type LambdaTargetOptions } from './lambda-target';
import { snsTarget, type SnsTargetOptions } from './sns-target';
import { sqsTarget, type SqsTargetOptions } from './sqs-target';
import { stepFunctionsTarget, type StepFunctionsTargetOptions } from './step-functions-target';
import type { TargetDefinition } from './target-definition';
import type { TargetConfiguration } from '../contract/forwarder-configuration';

/** Where webhooks are forwarded. What targets other than HTTP are given, and how they fail, is in docs/aws-targets.md. */
export abstract class WebhookTarget {
  /**
   * An HTTP backend. A webhook keeps its method, body, headers, query and path; the path below the door is appended to the URL's, and
   * no webhook leaves the URL's origin and path. Redirects are not followed.
   *
   * @param url the backend's origin and base path, such as `https://orders.example.com/hooks`
   * @throws if the URL is not absolute, is not `https:` (see `allowHttp`), or has credentials, a query or a fragment, if a timeout is
   * not above zero, or above the 14 minutes that fit into an invocation, if a header cannot be sent, is the forwarder's own, or is set twice,
   * if certificates are given for an `http:` URL, or if a status is not between 300 and 599, or in both lists
   */
  public static http(url: string, options: HttpTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(httpTarget(url, options));
  }

  /**
   * A Lambda function. It is waited for, and an error of it is a failed attempt, as is an answer with a `statusCode` other than 2xx to the event
   * of a proxy integration. An event holds 6 MB at most.
   *
   * @throws if the timeout is not above zero, or above the 14 minutes that fit into an invocation
   */
  public static lambda(fn: IFunction, options: LambdaTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(lambdaTarget(fn, options));
  }

  /**
   * An event bus of EventBridge: an event for each webhook. It counts as delivered when the bus has taken the event; the order within a group
   * ends there. An event holds 1 MB at most.
   *
   * @throws if `source` is empty or starts with `aws.`, or `detailType` is not 1 to 128 characters long
   */
  public static eventBridge(eventBus: IEventBus, options: EventBridgeTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(eventBridgeTarget(eventBus, options));
  }

  /**
   * A state machine of Step Functions: an execution for each webhook, named by its message id, so that a standard one is started once. Express
   * ones are started again where an attempt's outcome is unknown. It counts as delivered when the execution has started. Its input holds
   * 256 KiB at most.
   */
  public static stepFunctions(stateMachine: IStateMachine, options: StepFunctionsTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(stepFunctionsTarget(stateMachine, options));
  }

  /**
   * An SQS queue. A FIFO queue gets the webhook's group, and its message id as deduplication id; a standard one the group, for fair queues.
   *
   * @throws if `maxMessageBytes` is not from 1,024 to 1,048,576
   */
  public static sqs(queue: IQueue, options: SqsTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(sqsTarget(queue, options));
  }

  /**
   * An SNS topic. A FIFO topic gets the webhook's group, and its message id as deduplication id; a standard one the group, for fair queues.
   *
   * @throws if `maxMessageBytes` is not from 1,024 to 1,048,576
   */
  public static sns(topic: ITopic, options: SnsTargetOptions = {}): WebhookTarget {
    return new DefinedTarget(snsTarget(topic, options));
  }

  /** @internal Most milliseconds that one attempt takes. */
  public abstract readonly _attemptMillis: number;

  /** @internal */
  public abstract readonly _configuration: TargetConfiguration;

  /** @internal */
  public abstract readonly _configurationInVpc: TargetConfiguration;

  /** @internal Lets the forwarder reach it. */
  public abstract _grantTo(forwarder: IGrantable): void;
}

class DefinedTarget extends WebhookTarget {
  public readonly _attemptMillis: number;
  public readonly _configuration: TargetConfiguration;
  public readonly _configurationInVpc: TargetConfiguration;

  constructor(private readonly definition: TargetDefinition) {
    super();
    this._attemptMillis = definition.attemptMillis;
    this._configuration = definition.configuration;
    this._configurationInVpc = definition.configurationInVpc ?? definition.configuration;
  }

  public _grantTo(forwarder: IGrantable): void {
    this.definition.grant(forwarder);
  }
}
