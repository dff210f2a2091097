import { Duration } from 'aws-cdk-lib';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, ComparisonOperator, type IAlarmAction, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What the alarms watch. */
export interface WebhookBufferAlarmsProps {
  readonly api: IRestApi;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly forwarder: LambdaFunction;
  /** Attempts that could not be logged. */
  readonly attemptLogFailures: IMetric;
  /** Attempts that failed in a way that a person has to mend. */
  readonly targetRefusals: IMetric;
  /** Attempts whose target said that it exists no more. */
  readonly targetGone: IMetric;
}

interface AlarmProps {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly description: string;
}

/** Alarms that each buffer has. They do nothing until they are given an action. */
export class WebhookBufferAlarms extends Construct {
  /** The dead-letter queue is not empty. */
  public readonly deadLetters: Alarm;
  /** The oldest webhook waits for more than half of the 14 days after which SQS deletes it. */
  public readonly oldestWebhook: Alarm;
  /** Senders were answered 5xx: their webhooks were not queued. */
  public readonly doorErrors: Alarm;
  /** The forwarder broke off, so that groups wait for the visibility timeout. A failed delivery is no such error. */
  public readonly forwarderErrors: Alarm;
  /** Attempts could not be logged. Deliveries go on. */
  public readonly attemptLogFailures: Alarm;
  /**
   * The target answered 401, 403, 404 or 407, or its certificate cannot be trusted: mostly a deployment or a credential gone wrong. Webhooks
   * wait, with slow retries.
   */
  public readonly targetRefused: Alarm;
  /** The target answered 410, by which it says that it wants no webhooks any more. Each of them is given up. */
  public readonly targetGone: Alarm;

  private ofCircuit?: Alarm;
  private ofWatchdog?: { readonly paused: Alarm; readonly errors: Alarm };
  private readonly all: Alarm[] = [];
  private readonly actions: IAlarmAction[] = [];
  private ofVerification?: { readonly quarantine: Alarm; readonly verification: Alarm };
  private ofParkingQueue?: Alarm;
  private ofFunctionDoor?: { readonly errors: Alarm; readonly throttles: Alarm };

  constructor(scope: Construct, id: string, props: WebhookBufferAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    this.deadLetters = this.alarm('DeadLetters', {
      metric: props.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      threshold: 1,
      description: 'Webhooks were given up and moved to the dead-letter queue.',
    });
    this.oldestWebhook = this.alarm('OldestWebhook', {
      metric: props.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      threshold: Duration.days(7).toSeconds(),
      description: 'The oldest webhook has waited for 7 days; after 14 days SQS deletes it.',
    });
    this.doorErrors = this.alarm('DoorErrors', {
      metric: new Metric({ namespace: 'AWS/ApiGateway', metricName: '5XXError', dimensionsMap: { ApiName: props.api.restApiName }, period, statistic: 'Sum' }),
      threshold: 1,
      description: 'Senders were answered 5xx; whether their webhooks arrive depends on their retries.',
    });
    this.forwarderErrors = this.alarm('ForwarderErrors', {
      metric: props.forwarder.metricErrors({ period, statistic: 'Sum' }),
      threshold: 1,
      description: 'The forwarder broke off; its webhooks are delivered after the visibility timeout, maybe twice.',
    });
    this.attemptLogFailures = this.alarm('AttemptLogFailures', {
      metric: props.attemptLogFailures,
      threshold: 1,
      description: 'Attempts could not be written to the attempt log; they are in the forwarder\'s log instead.',
    });
    this.targetRefused = this.alarm('TargetRefused', {
      metric: props.targetRefusals,
      threshold: 1,
      description: 'The target refuses webhooks for want of a right, an address or a certificate; they wait until somebody mends it.',
    });
    this.targetGone = this.alarm('TargetGone', {
      metric: props.targetGone,
      threshold: 1,
      description: 'The target answers 410 Gone; its webhooks are given up.',
    });
  }

  /** The function door broke off, so that a sender was answered 502. Absent without a function door. */
  public get functionDoorErrors(): Alarm | undefined {
    return this.ofFunctionDoor?.errors;
  }

  /** There was no concurrency left for the function door, so that a sender was answered 5xx. Absent without a function door. */
  public get functionDoorThrottles(): Alarm | undefined {
    return this.ofFunctionDoor?.throttles;
  }

  /** Webhooks are kept from the target since it fails: the circuit opened, or a probe found the target still down. Absent without a circuit breaker. */
  public get circuitOpen(): Alarm | undefined {
    return this.ofCircuit;
  }

  /** For five minutes the forwarder got no webhooks, since its event source mapping is disabled, whoever did that. Absent where outages pause nothing. */
  public get paused(): Alarm | undefined {
    return this.ofWatchdog?.paused;
  }

  /** The watchdog failed, so that the forwarder may get no webhooks although it should. Absent where outages pause nothing. */
  public get watchdogErrors(): Alarm | undefined {
    return this.ofWatchdog?.errors;
  }

  /** The quarantine is not empty: webhooks were forged, or a secret is wrong. Absent where no signatures are checked. */
  public get quarantine(): Alarm | undefined {
    return this.ofVerification?.quarantine;
  }

  /** Signatures could not be checked, such as for want of a secret; their webhooks wait. Absent where no signatures are checked. */
  public get verification(): Alarm | undefined {
    return this.ofVerification?.verification;
  }

  /** The parking queue is not empty: webhooks of parked groups wait to be released. Absent where no route parks. */
  public get parkedWebhooks(): Alarm | undefined {
    return this.ofParkingQueue;
  }

  /** Has all alarms act, such as by a message to an SNS topic. */
  public addAlarmAction(...actions: IAlarmAction[]): void {
    this.actions.push(...actions);
    for (const alarm of this.all) alarm.addAlarmAction(...actions);
  }

  /** @internal */
  public _watchFunctionDoor(functionDoor: LambdaFunction): void {
    const period = Duration.minutes(5);
    this.ofFunctionDoor = {
      errors: this.alarm('FunctionDoorErrors', {
        metric: functionDoor.metricErrors({ period, statistic: 'Sum' }),
        threshold: 1,
        description: 'The function door broke off; whether its webhooks arrive depends on the senders\' retries.',
      }),
      throttles: this.alarm('FunctionDoorThrottles', {
        metric: functionDoor.metricThrottles({ period, statistic: 'Sum' }),
        threshold: 1,
        description: 'The account had no concurrency left for the function door; whether its webhooks arrive depends on the senders\' retries.',
      }),
    };
  }

  /** @internal @param period longer than the time between two probes, so that the alarm lasts as long as the circuit is open */
  public _watchCircuit(opened: (period: Duration) => IMetric, period: Duration): void {
    this.ofCircuit = this.alarm('CircuitOpen', {
      metric: opened(period),
      threshold: 1,
      description: 'The target fails, and webhooks are kept from it until a probe finds it well.',
    });
  }

  /** @internal */
  public _watchPauses(paused: IMetric, watchdog: LambdaFunction): void {
    this.ofWatchdog = {
      paused: this.alarm('Paused', { metric: paused, threshold: 1, description: 'The forwarder gets no webhooks, as its event source mapping is disabled.' }),
      errors: this.alarm('WatchdogErrors', {
        metric: watchdog.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
        threshold: 1,
        description: 'The watchdog failed; the forwarder may get no webhooks although its target is well.',
      }),
    };
  }

  /** @internal */
  public _watchVerification(quarantineQueue: Queue, unavailable: IMetric): void {
    this.ofVerification = {
      quarantine: this.alarm('Quarantine', {
        metric: quarantineQueue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
        threshold: 1,
        description: 'Webhooks are not signed as their source signs: they are forged, or the secret is wrong.',
      }),
      verification: this.alarm('Verification', {
        metric: unavailable,
        threshold: 1,
        description: 'Signatures could not be checked; their webhooks wait until the secret can be read.',
      }),
    };
  }

  /** @internal */
  public _watchParkingQueue(parkingQueue: Queue): void {
    this.ofParkingQueue = this.alarm('ParkedWebhooks', {
      metric: parkingQueue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 1,
      description: 'Webhooks are parked until their groups are released; SQS deletes them after 14 days.',
    });
  }

  private alarm(id: string, { metric, threshold, description }: AlarmProps): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${description} Buffer: ${this.node.scope!.node.path}.`,
    });
    if (this.actions.length > 0) alarm.addAlarmAction(...this.actions);
    this.all.push(alarm);
    return alarm;
  }
}
