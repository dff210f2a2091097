import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IResource } from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { DoorAccess } from './door/access/door-access';
import { CONTENT_TYPES } from './door/content-types';
import { type DoorDomain, requirePossibleDomain } from './door/door-domain';
import { type ForwarderNetwork, forwarderNetwork } from './forwarder/network';
import { Acknowledgement } from './policies/acknowledgement';
import { CircuitBreaker } from './policies/circuit-breaker';
import { ExhaustedAction } from './policies/exhausted-action';
import { MessageDeduplication } from './policies/message-deduplication';
import { MessageGrouping } from './policies/message-grouping';
import { RetryPolicy } from './policies/retry-policy';
import { Throttle } from './policies/throttle';
import { WebhookMethod } from './policies/webhook-method';
import { invalidProperty } from './private/invalid-property';
import { knownSeconds, timing, type Timing } from './queue/timing';
import type { RouteOptions } from './route-options';
import { givenOptions, routeSettings } from './route-settings';
import { WebhookSource } from './sources/webhook-source';
import type { WebhookBufferProps } from './webhook-buffer-props';

/** A buffer's properties with every default filled in, and none that is impossible. */
export interface Settings extends Timing {
  readonly fifo: boolean;
  readonly throttle: Throttle;
  readonly circuitBreaker: CircuitBreaker;
  readonly reservedConcurrentExecutions?: number;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly attemptRetention: Duration;
  readonly removalPolicy: RemovalPolicy;
  readonly stageName: string;
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly cloudWatchRole: boolean;
  readonly resource?: IResource;
  readonly access: readonly DoorAccess[];
  readonly domain?: DoorDomain;
  readonly network?: ForwarderNetwork;
  readonly route: Required<RouteOptions>;
  /** The same without what the buffer's source says, for routes with a source of their own. */
  readonly routeWithoutSource: Required<RouteOptions>;
}

const DEFAULT_CONCURRENCY = 2;
const SERIAL_GROUP = 'serial';
const STAGE_NAME = /^\w{1,128}$/;

export function settings(scope: IConstruct, props: WebhookBufferProps): Settings {
  requireTarget(scope, props);
  const fifo = props.fifo ?? true;
  const throttle = props.throttle ?? Throttle.concurrency(DEFAULT_CONCURRENCY);
  if (props.resource) requireOwnersLeave(scope, props);
  if (throttle._serial && !fifo) throw invalidProperty(scope, 'throttle', 'Throttle.serial()', 'only a FIFO queue delivers one after another');
  throttle._claim(scope);
  const defaults = routeDefaults(throttle, fifo);
  return {
    ...timing(scope, { ...props, throttle, attemptMillis: props.target._attemptMillis }),
    fifo,
    throttle,
    circuitBreaker: props.circuitBreaker ?? CircuitBreaker.standard(),
    reservedConcurrentExecutions: reservedConcurrency(scope, props, throttle._maxConcurrency),
    encryptionKey: props.encryptionKey,
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    attemptRetention: attemptRetention(scope, props.attemptRetention ?? Duration.days(30)),
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    stageName: stageName(scope, props.stageName ?? 'prod'),
    rateLimit: limit(scope, 'doorRateLimit', props.doorRateLimit, 'a number above 0', Number.isFinite),
    burstLimit: limit(scope, 'doorBurstLimit', props.doorBurstLimit, 'a whole number above 0', Number.isInteger),
    cloudWatchRole: props.cloudWatchRole ?? true,
    ...doorSettings(scope, props),
    network: forwarderNetwork(scope, props),
    route: routeSettings(scope, props, { fifo, throttle }, defaults),
    routeWithoutSource: { ...defaults, ...givenOptions(props) },
  };
}

function routeDefaults(throttle: Throttle, fifo: boolean): Required<RouteOptions> {
  return {
    source: WebhookSource.none(),
    methods: Object.values(WebhookMethod),
    contentTypes: CONTENT_TYPES.map(({ name }) => name),
    grouping: throttle._serial ? MessageGrouping.constant(SERIAL_GROUP) : MessageGrouping.perRequest(),
    deduplication: MessageDeduplication.none(),
    idempotencyWindow: Duration.seconds(0),
    acknowledgement: Acknowledgement.ok(),
    functionDoor: false,
    retryPolicy: RetryPolicy.exponential(),
    onExhausted: fifo ? ExhaustedAction.PARK : ExhaustedAction.DEAD_LETTER,
  };
}

/** What TypeScript requires, Python and JavaScript may leave out. */
function requireTarget(scope: IConstruct, props: Partial<WebhookBufferProps>): void {
  if (!props.target) throw invalidProperty(scope, 'target', 'nothing', 'where webhooks are forwarded, such as WebhookTarget.http(url)');
}

function reservedConcurrency(scope: IConstruct, props: WebhookBufferProps, maxConcurrency: number): number | undefined {
  const given = props.reservedConcurrentExecutions;
  if (props.reserveConcurrency === false) {
    if (given !== undefined) throw invalidProperty(scope, 'reservedConcurrentExecutions', given, 'reserveConcurrency is false');
    return undefined;
  }
  // A webhook that is received and then not run counts as received all the same, and goes to the dead-letter queue untried in the end.
  if (given !== undefined && (!Number.isInteger(given) || given < maxConcurrency)) {
    const shown = Token.isUnresolved(given) ? 'a token' : given;
    throw invalidProperty(scope, 'reservedConcurrentExecutions', shown, `a whole number from ${maxConcurrency}, the event source mapping's maximum concurrency`);
  }
  return given ?? maxConcurrency + 1;
}

function attemptRetention(scope: IConstruct, given: Duration): Duration {
  if (knownSeconds(scope, 'attemptRetention', given) < Duration.days(1).toSeconds()) {
    throw invalidProperty(scope, 'attemptRetention', given.toHumanString(), 'a duration of at least 1 day');
  }
  return given;
}

function stageName(scope: IConstruct, given: string): string {
  if (!STAGE_NAME.test(given)) throw invalidProperty(scope, 'stageName', given, '1 to 128 letters, digits and _, known at synthesis');
  return given;
}

function doorSettings(scope: IConstruct, { resource, access = [], domain }: WebhookBufferProps): Pick<Settings, 'resource' | 'access' | 'domain'> {
  if (domain) requirePossibleDomain(scope, domain);
  return { resource, access, domain };
}

/** What an API's owner decides. */
function requireOwnersLeave(scope: IConstruct, props: WebhookBufferProps): void {
  const owners = ['doorRateLimit', 'doorBurstLimit', 'cloudWatchRole', 'domain'] as const;
  const given = owners.find(property => props[property] !== undefined);
  if (given) throw invalidProperty(scope, given, 'a value', 'with resource, it is for the owner of the API to set');
}

type IsNumber = (value: number) => boolean;

function limit(scope: IConstruct, property: string, given: number | undefined, allowed: string, isNumber: IsNumber): number | undefined {
  if (given !== undefined && !Token.isUnresolved(given) && !(isNumber(given) && given > 0)) throw invalidProperty(scope, property, given, allowed);
  return given;
}
