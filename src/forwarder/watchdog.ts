import { ArnFormat, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ATTEMPT_TABLE, CIRCUIT_KEY } from '../contract/attempt-table';
import { WATCHDOG_ENVIRONMENT } from '../contract/watchdog';
import { packagedFunction } from '../private/packaged-function';

export interface WatchdogProps {
  /** Name of the buffer. */
  readonly buffer: string;
  readonly attemptLog: TableV2;
  readonly eventSourceMapping: EventSourceMapping;
  /** How long the circuit has been open before the mapping is disabled. */
  readonly pauseAfter: Duration;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** EventBridge's shortest. */
const INTERVAL = Duration.minutes(1);

/** The function that stops and starts what feeds the forwarder, so that the forwarder's own role need not be able to. */
export class Watchdog extends Construct {
  public readonly function: LambdaFunction;
  public readonly schedule: Rule;

  constructor(scope: Construct, id: string, props: WatchdogProps) {
    super(scope, id);
    const { function: lambda, role } = packagedFunction(this, {
      bundle: 'watchdog',
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
      description: 'Stops the forwarder\'s event source while its target is down for long, and starts it again',
      memorySize: 256,
      timeout: Duration.seconds(30),
      environment: {
        [WATCHDOG_ENVIRONMENT.BUFFER]: props.buffer,
        [WATCHDOG_ENVIRONMENT.ATTEMPT_TABLE]: props.attemptLog.tableName,
        [WATCHDOG_ENVIRONMENT.EVENT_SOURCE_MAPPING]: props.eventSourceMapping.eventSourceMappingId,
        [WATCHDOG_ENVIRONMENT.PAUSE_AFTER_SECONDS]: String(props.pauseAfter.toSeconds()),
      },
    });
    this.function = lambda;
    this.grant(role, props);
    this.schedule = new Rule(this, 'Schedule', {
      description: 'Looks after the forwarder\'s event source',
      schedule: Schedule.rate(INTERVAL),
      // What is late by a minute has been done by the next one.
      targets: [new FunctionTarget(this.function, { retryAttempts: 0, maxEventAge: INTERVAL })],
    });
  }

  private grant(role: Role, { attemptLog, eventSourceMapping, encryptionKey }: WatchdogProps): void {
    const mappingArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'event-source-mapping',
      resourceName: eventSourceMapping.eventSourceMappingId,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'], resources: [mappingArn] }));
    role.addToPolicy(new PolicyStatement({
      actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      resources: [attemptLog.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CIRCUIT_KEY[ATTEMPT_TABLE.PARTITION_KEY]] } },
    }));
    encryptionKey?.grantEncryptDecrypt(role);
  }
}
