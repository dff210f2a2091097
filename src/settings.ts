import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { Acknowledgement } from './policies/acknowledgement';
import { MessageDeduplication } from './policies/message-deduplication';
import { MessageGrouping } from './policies/message-grouping';
import { RetryPolicy } from './policies/retry-policy';
import { Throttle } from './policies/throttle';
import { WebhookMethod } from './policies/webhook-method';
import { invalidProperty } from './private/invalid-property';
import { timing, type Timing } from './queue/timing';
import type { RouteOptions } from './route-options';
import { routeSettings } from './route-settings';
import { WebhookSource } from './sources/webhook-source';
import type { WebhookBufferProps } from './webhook-buffer-props';

/** A buffer's properties with every default filled in, and none that is impossible. */
export interface Settings extends Timing {
  readonly fifo: boolean;
  readonly throttle: Throttle;
  readonly reservedConcurrentExecutions?: number;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly attemptRetention: Duration;
  readonly removalPolicy: RemovalPolicy;
  readonly stageName: string;
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly cloudWatchRole: boolean;
  readonly route: Required<RouteOptions>;
}

const DEFAULT_CONCURRENCY = 2;
const SERIAL_GROUP = 'serial';
const STAGE_NAME = /^\w{1,128}$/;

export function settings(scope: IConstruct, props: WebhookBufferProps): Settings {
  const fifo = props.fifo ?? true;
  const throttle = props.throttle ?? Throttle.concurrency(DEFAULT_CONCURRENCY);
  if (throttle._serial && !fifo) throw invalidProperty(scope, 'throttle', 'Throttle.serial()', 'only a FIFO queue delivers one after another');
  return {
    ...timing(scope, props.target._attemptMillis, props.forwarderTimeout, props.visibilityTimeout),
    fifo,
    throttle,
    reservedConcurrentExecutions: reservedConcurrency(scope, props, throttle._maxConcurrency),
    encryptionKey: props.encryptionKey,
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    attemptRetention: attemptRetention(scope, props.attemptRetention ?? Duration.days(30)),
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    stageName: stageName(scope, props.stageName ?? 'prod'),
    rateLimit: limit(scope, 'doorRateLimit', props.doorRateLimit),
    burstLimit: limit(scope, 'doorBurstLimit', props.doorBurstLimit),
    cloudWatchRole: props.cloudWatchRole ?? true,
    route: routeSettings(scope, props, { fifo, throttle }, {
      source: WebhookSource.none(),
      methods: Object.values(WebhookMethod),
      grouping: throttle._serial ? MessageGrouping.constant(SERIAL_GROUP) : MessageGrouping.perRequest(),
      deduplication: MessageDeduplication.none(),
      acknowledgement: Acknowledgement.ok(),
      functionDoor: false,
      retryPolicy: RetryPolicy.exponential(),
    }),
  };
}

function reservedConcurrency(scope: IConstruct, props: WebhookBufferProps, maxConcurrency: number): number | undefined {
  const given = props.reservedConcurrentExecutions;
  if (props.reserveConcurrency === false) {
    if (given !== undefined) throw invalidProperty(scope, 'reservedConcurrentExecutions', given, 'reserveConcurrency is false');
    return undefined;
  }
  // A webhook that is received and then not run counts as received all the same, and goes to the dead-letter queue untried in the end.
  if (given !== undefined && (!Number.isInteger(given) || given < maxConcurrency)) {
    throw invalidProperty(scope, 'reservedConcurrentExecutions', given, `a whole number from ${maxConcurrency}, the event source mapping's maximum concurrency`);
  }
  return given ?? maxConcurrency + 1;
}

function attemptRetention(scope: IConstruct, given: Duration): Duration {
  if (given.isUnresolved() || given.toSeconds() < Duration.days(1).toSeconds()) {
    throw invalidProperty(scope, 'attemptRetention', given.isUnresolved() ? 'a token' : given.toHumanString(), 'a duration of at least 1 day that is known at synthesis');
  }
  return given;
}

function stageName(scope: IConstruct, given: string): string {
  if (!STAGE_NAME.test(given)) throw invalidProperty(scope, 'stageName', given, '1 to 128 letters, digits and _, known at synthesis');
  return given;
}

function limit(scope: IConstruct, property: string, given: number | undefined): number | undefined {
  if (given !== undefined && !Token.isUnresolved(given) && !(given > 0)) throw invalidProperty(scope, property, given, 'a number above 0');
  return given;
}
