import type { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { attemptTable } from './attempt-log/attempt-table';
import type { DestinationsConfiguration } from './contract/announcement';
import type { ForwarderConfiguration, RouteConfiguration, TargetConfiguration } from './contract/forwarder-configuration';
import { OUTPUT } from './contract/manifest';
import { BUFFER_DIMENSION, METRIC, METRIC_NAMESPACE } from './contract/metrics';
import type { SignedSource } from './contract/source';
import { Door } from './door/door';
import { FunctionDoor } from './door/function-door';
import { parseRoutePath, requirePathParameter } from './door/route-path';
import { bindDestinations } from './forwarder/destinations';
import { Forwarder } from './forwarder/forwarder';
import { Watchdog } from './forwarder/watchdog';
import { addManifest, addOutput, addOutputs } from './manifest';
import { WebhookBufferAlarms } from './monitoring/webhook-buffer-alarms';
import { ExhaustedAction } from './policies/exhausted-action';
import { idempotencyWindow } from './policies/idempotency-window';
import { invalidProperty } from './private/invalid-property';
import { bufferQueues, deduplicateByContent, quarantineQueue } from './queue/buffer-queues';
import { parkingQueue } from './queue/parking-queue';
import type { RouteOptions } from './route-options';
import { routeSettings } from './route-settings';
import { settings, type Settings } from './settings';
import { type SourceDefinition, signedSource } from './sources/source-definition';
import { warnOfMisfits } from './sources/source-fit';
import { warnOfPrivateTarget } from './targets/private-target';
import type { WebhookBufferProps } from './webhook-buffer-props';

/**
 * Takes webhooks as fast as they come, and hands them to a backend as fast as it can bear.
 *
 * An API Gateway REST API puts each webhook straight into an SQS queue and answers at once; a throttled Lambda function forwards body
 * and headers as they came, in order within a group, with retries; a DynamoDB table logs every attempt. Delivery is at least once.
 */
export class WebhookBuffer extends Construct {
  /** Address of the first route, for the sender to post to. */
  public readonly url: string;
  /** Holds the webhooks that are not delivered yet. */
  public readonly queue: Queue;
  /** Holds the webhooks that were given up and are not parked, with the reason. */
  public readonly deadLetterQueue: Queue;
  /** The function that delivers. */
  public readonly forwarder: LambdaFunction;
  /** Every attempt, by webhook, group, status and time. */
  public readonly attemptLog: TableV2;
  /** Alarms of this buffer; they are heard once they have an action. */
  public readonly alarms: WebhookBufferAlarms;

  private readonly door: Door;
  private readonly delivery: Forwarder;
  private readonly watchdog?: Watchdog;
  private byFunction?: FunctionDoor;
  private quarantined?: Queue;
  private parking?: Queue;
  private readonly destinations?: DestinationsConfiguration;
  private readonly settings: Settings;
  private readonly routes: { [path: string]: RouteConfiguration } = {};

  /** @throws if a property is impossible, by itself or together with another */
  constructor(scope: Construct, id: string, props: WebhookBufferProps) {
    super(scope, id);
    this.settings = settings(this, props);
    const queues = bufferQueues(this, this.settings);
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.attemptLog = attemptTable(this, this.settings);
    this.door = new Door(this, 'Door', { ...this.settings, queue: this.queue });
    const target = this.settings.network ? props.target._configurationInVpc : props.target._configuration;
    warnOfPrivateTarget(this, target);
    this.delivery = new Forwarder(this, 'Forwarder', {
      ...this.settings,
      ...queues,
      attemptLog: this.attemptLog,
      configuration: () => this.configuration(target),
    });
    this.forwarder = this.delivery.function;
    props.target._grantTo(this.forwarder);
    this.destinations = bindDestinations(this, this.forwarder, props);
    this.alarms = new WebhookBufferAlarms(this, 'Alarms', {
      ...queues,
      api: this.door.api.api,
      forwarder: this.forwarder,
      attemptLogFailures: this.metric(METRIC.ATTEMPT_LOG_FAILED),
      targetRefusals: this.metric(METRIC.TARGET_REFUSED),
      targetGone: this.metric(METRIC.TARGET_GONE),
    });
    const { circuitBreaker } = this.settings;
    const opened = (period: Duration) => this.metric(METRIC.CIRCUIT_OPENED, { period });
    if (circuitBreaker._pauseAfter) this.watchdog = this.openWatchdog(circuitBreaker._pauseAfter);
    if (circuitBreaker._probesWithin) this.alarms._watchCircuit(opened, circuitBreaker._probesWithin);
    this.url = this.addRoute(props.path ?? '/');
    addOutputs(this);
    addManifest(this, {
      api: this.door.api.restApi,
      stage: this.door.api.stage,
      pathToken: this.door.api.pathToken,
      queue: this.queue,
      deadLetterQueue: this.deadLetterQueue,
      forwarder: this.forwarder,
      eventSourceMapping: this.delivery.eventSourceMapping,
      attemptTable: this.attemptLog,
      watchdog: this.watchdog?.function,
      watchdogSchedule: this.watchdog?.schedule,
    }, () => this.door.routes);
  }

  /** The function that takes webhooks where a route needs code. Undefined while no route does. */
  public get functionDoor(): LambdaFunction | undefined {
    return this.byFunction?.function;
  }

  /** Holds bodies that came in by the function door and do not fit into a message, until they are delivered. Undefined while no route needs code. */
  public get bodyBucket(): Bucket | undefined {
    return this.byFunction?.bodyBucket;
  }

  /** Holds webhooks whose signature is not that of their source, with the reason. Undefined while no route has a source with a secret. */
  public get quarantineQueue(): Queue | undefined {
    return this.quarantined;
  }

  /** Holds the webhooks of groups that are parked, in order. Undefined while no route parks. */
  public get parkingQueue(): Queue | undefined {
    return this.parking;
  }

  /**
   * The REST API that takes the webhooks, where it is made by this app.
   *
   * @throws if the API is an imported one, which its owner has at hand
   */
  public get api(): RestApi {
    const { restApi } = this.door.api;
    if (!restApi) throw invalidProperty(this, 'api', this.door.api.api.node.path, 'an imported API is no RestApi of this app');
    return restApi;
  }

  /**
   * Takes webhooks at another path, and at every path below it.
   *
   * @param path such as `/github` or `/orders/{orderId}`
   * @returns the address for senders to post to
   * @throws if the path is malformed, taken, or has a parameter where another route has a different one
   */
  public addRoute(path: string, options: RouteOptions = {}): string {
    const route = this.door.pathOf(parseRoutePath(this, 'path', path));
    const settled = routeSettings(this, options, this.settings, options.source ? this.settings.routeWithoutSource : this.settings.route);
    warnOfMisfits(this, route, settled, this.settings);
    const { source, methods, contentTypes, grouping, deduplication, acknowledgement, functionDoor, retryPolicy, onExhausted } = settled;
    requirePathParameter(this, route, grouping._source);
    const added = {
      path: route,
      methods,
      contentTypes,
      group: grouping._source,
      missingGroupId: grouping._whenMissing,
      deduplication: deduplication._source,
      acknowledgementStatus: acknowledgement._status,
      acknowledgementBody: acknowledgement._withBody,
    };
    this.door.addRoute({
      ...added,
      handshakes: source._definition.handshakes,
      functionDoor: functionDoor ? this.openFunctionDoor().addRoute({ ...added, source: source._definition }) : undefined,
    });
    if (deduplication._source.from === 'content') deduplicateByContent(this.queue);
    if (onExhausted === ExhaustedAction.PARK) this.openParkingQueue();
    this.routes[route] = {
      ...(retryPolicy !== this.settings.route.retryPolicy && { retry: retryPolicy._configuration }),
      ...(onExhausted !== this.settings.route.onExhausted && { onExhausted }),
      source: this.checkSignatures(source._definition),
      idempotencyWindowSeconds: idempotencyWindow(this, route, settled, this.settings),
    };
    return this.door.urlOf(route);
  }

  /**
   * Lets a principal release parked groups, by an invocation of the forwarder with `{"release": {"group": "..."}}` or `{"release": {"all": true}}`.
   *
   * @returns the grant of `lambda:InvokeFunction` on the forwarder
   */
  public grantRelease(grantee: IGrantable): Grant {
    return this.forwarder.grantInvoke(grantee);
  }

  /**
   * A metric that the forwarder publishes.
   *
   * @param metricName such as `Delivered`, `Retried`, `DeadLettered`, `Parked`, `Deferred`, `CircuitOpened`, `TargetLatency` or `DeliveryAge`
   */
  public metric(metricName: string, options: MetricOptions = {}): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { [BUFFER_DIMENSION]: this.node.path },
      statistic: 'Sum',
      ...options,
    }).attachTo(this);
  }

  /**
   * Webhooks that the target took.
   *
   * @default - the sum over 5 minutes
   */
  public metricDelivered(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.DELIVERED, options);
  }

  /**
   * Attempts that failed and are followed by another one.
   *
   * @default - the sum over 5 minutes
   */
  public metricRetried(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.RETRIED, options);
  }

  /**
   * Webhooks that were given up and moved to the dead-letter queue.
   *
   * @default - the sum over 5 minutes
   */
  public metricDeadLettered(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.DEAD_LETTERED, options);
  }

  /**
   * Webhooks that were deferred while the target's circuit was open. What waits longer is counted more than once.
   *
   * @default - the sum over 5 minutes
   */
  public metricHeldByCircuit(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.HELD_BY_CIRCUIT, options);
  }

  /**
   * Webhooks whose signature is not that of their source.
   *
   * @default - the sum over 5 minutes
   */
  public metricQuarantined(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.QUARANTINED, options);
  }

  /**
   * Webhooks that were put into the parking queue: those that were given up, and those that came behind them.
   *
   * @default - the sum over 5 minutes
   */
  public metricParked(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.PARKED, options);
  }

  /**
   * Webhooks that were not delivered, since another one with the same id was.
   *
   * @default - the sum over 5 minutes
   */
  public metricDuplicates(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.DUPLICATES, options);
  }

  /**
   * Milliseconds from a webhook's arrival at the door to its delivery.
   *
   * @default - the 99th percentile over 5 minutes
   */
  public metricDeliveryAge(options: MetricOptions = {}): Metric {
    return this.metric(METRIC.DELIVERY_AGE, { statistic: 'p99', ...options });
  }

  /** Webhooks that no function door has checked are checked by the forwarder: be it that the route has none, or had none when they came. */
  private checkSignatures(source: SourceDefinition): SignedSource | undefined {
    const signed = signedSource(source);
    if (signed === undefined) return undefined;
    this.openQuarantine();
    this.delivery.readSecrets(source.secrets);
    return signed;
  }

  private openQuarantine(): void {
    if (this.quarantined) return;
    this.quarantined = quarantineQueue(this, this.settings);
    this.delivery.quarantine(this.quarantined);
    this.alarms._watchVerification(this.quarantined, this.metric(METRIC.VERIFICATION_UNAVAILABLE));
    addOutput(this, { name: OUTPUT.QUARANTINE_QUEUE_URL, description: 'Queue of the webhooks whose signature is wrong', value: this.quarantined.queueUrl });
  }

  private openWatchdog(pauseAfter: Duration): Watchdog {
    const { eventSourceMapping } = this.delivery;
    const watchdog = new Watchdog(this, 'Watchdog', { ...this.settings, buffer: this.node.path, attemptLog: this.attemptLog, eventSourceMapping, pauseAfter });
    this.alarms._watchPauses(this.metric(METRIC.PAUSED, { statistic: 'Minimum' }), watchdog.function);
    return watchdog;
  }

  private openFunctionDoor(): FunctionDoor {
    if (this.byFunction) return this.byFunction;
    const functionDoor = new FunctionDoor(this, 'FunctionDoor', {
      ...this.settings, buffer: this.node.path, api: this.door.api.api, stageName: this.door.api.stageName, queue: this.queue,
    });
    this.delivery.fetchBodies(functionDoor.bodyBucket);
    this.alarms._watchFunctionDoor(functionDoor.function);
    return this.byFunction = functionDoor;
  }

  private openParkingQueue(): void {
    if (this.parking) return;
    this.parking = parkingQueue(this, this.settings);
    this.delivery.parkIn(this.parking, this);
    this.alarms._watchParkingQueue(this.parking);
    addOutput(this, { name: OUTPUT.PARKING_QUEUE_URL, description: 'Queue of the webhooks whose groups are parked', value: this.parking.queueUrl });
  }

  private configuration(target: TargetConfiguration): ForwarderConfiguration {
    const { fifo, throttle, circuitBreaker, attemptRetention, route } = this.settings;
    return {
      buffer: this.node.path,
      fifo,
      groupsInParallel: throttle._groupsInParallel,
      pace: throttle._pace && { gapMillis: throttle._pace.gapMillis },
      target,
      destinations: this.destinations,
      retry: route.retryPolicy._configuration,
      onExhausted: route.onExhausted,
      attemptLog: { retentionSeconds: attemptRetention.toSeconds() },
      circuitBreaker: circuitBreaker._configuration,
      routes: this.routes,
    };
  }
}
