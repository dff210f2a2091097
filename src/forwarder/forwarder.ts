import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { denyOwnCode, type ForwarderNetwork, grantConnecting } from './network';
import { grantAttemptLogging, grantParking } from '../attempt-log/attempt-table';
import { FORWARDER_ENVIRONMENT, type ForwarderConfiguration } from '../contract/forwarder-configuration';
import { grantFetching } from '../door/body-bucket';
import type { CircuitBreaker } from '../policies/circuit-breaker';
import type { Throttle } from '../policies/throttle';
import { configurationText, environmentProblems, MOVE_ROUTES } from '../private/function-environment';
import { packagedFunction } from '../private/packaged-function';
import type { BufferQueues } from '../queue/buffer-queues';
import type { WebhookSecret } from '../sources/webhook-secret';

export interface ForwarderProps extends BufferQueues {
  /** Called when the template is written, so that it sees every route. */
  readonly configuration: () => ForwarderConfiguration;
  readonly attemptLog: TableV2;
  readonly throttle: Throttle;
  readonly circuitBreaker: CircuitBreaker;
  readonly batchSize: number;
  readonly reservedConcurrentExecutions?: number;
  readonly functionTimeout: Duration;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Absent where the forwarder is in no VPC. */
  readonly network?: ForwarderNetwork;
}

/** The function that delivers, and what feeds it. */
export class Forwarder extends Construct {
  public readonly function: LambdaFunction;
  public readonly eventSourceMapping: EventSourceMapping;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: ForwarderProps) {
    super(scope, id);
    const packaged = packagedFunction(this, {
      bundle: 'forwarder',
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
      description: "Delivers a buffer's webhooks to its target",
      memorySize: 512,
      timeout: props.functionTimeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: this.environment(props),
      ...props.network,
    });
    this.function = packaged.function;
    this.role = packaged.role;
    if (props.network) {
      grantConnecting(this.role);
      denyOwnCode(this, this.role, this.function);
    }
    this.grant(props);
    this.eventSourceMapping = new EventSourceMapping(this, 'EventSource', {
      target: this.function,
      eventSourceArn: props.queue.queueArn,
      batchSize: props.batchSize,
      maxConcurrency: props.throttle._maxConcurrency,
      // Without it every record of a batch would be deleted whatever the forwarder answers.
      reportBatchItemFailures: true,
    });
    // Lambda checks the role's permissions on the queue when the mapping is made.
    this.eventSourceMapping.node.addDependency(this.role);
    this.node.addValidation({ validate: () => environmentProblems(this.function, 'The routes of the buffer', MOVE_ROUTES) });
  }

  /** The forwarder fetches bodies that a function door has stored there. */
  public fetchBodies(bucket: Bucket): void {
    this.function.addEnvironment(FORWARDER_ENVIRONMENT.BODY_BUCKET, bucket.bucketName);
    grantFetching(bucket, this.role);
  }

  /** The forwarder checks signatures, and sets aside what is forged. */
  public quarantine(queue: Queue): void {
    this.function.addEnvironment(FORWARDER_ENVIRONMENT.QUARANTINE_QUEUE_URL, queue.queueUrl);
    this.allow(queue.queueArn, 'sqs:SendMessage');
  }

  /** The forwarder reads secrets. */
  public readSecrets(secrets: readonly WebhookSecret[]): void {
    for (const secret of secrets) secret._grantRead(this.role);
  }

  /** The forwarder parks, and drains what was released. */
  public parkIn(parkingQueue: Queue, { attemptLog, queue }: Pick<ForwarderProps, 'attemptLog' | 'queue'>): void {
    this.function.addEnvironment(FORWARDER_ENVIRONMENT.PARKING_QUEUE_URL, parkingQueue.queueUrl);
    this.allow(parkingQueue.queueArn, 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage');
    this.allow(queue.queueArn, 'sqs:SendMessage');
    grantParking(attemptLog, this.role);
  }

  private environment(props: ForwarderProps): { [name: string]: string } {
    return {
      [FORWARDER_ENVIRONMENT.CONFIGURATION]: configurationText(this, props.configuration),
      [FORWARDER_ENVIRONMENT.QUEUE_URL]: props.queue.queueUrl,
      [FORWARDER_ENVIRONMENT.DEAD_LETTER_QUEUE_URL]: props.deadLetterQueue.queueUrl,
      [FORWARDER_ENVIRONMENT.ATTEMPT_TABLE]: props.attemptLog.tableName,
    };
  }

  private grant(props: ForwarderProps): void {
    this.allow(props.queue.queueArn, 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage');
    this.allow(props.deadLetterQueue.queueArn, 'sqs:SendMessage');
    grantAttemptLogging(props.attemptLog, this.role, props.encryptionKey);
    if (props.circuitBreaker._configuration) this.allow(props.attemptLog.tableArn, 'dynamodb:GetItem');
  }

  private allow(resource: string, ...actions: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
