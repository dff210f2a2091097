import type { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, EndpointType, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BINARY_MEDIA_TYPES } from './content-types';
import { addGatewayResponses } from './gateway-responses';
import { addRouteMethods, type Route, type RouteTarget } from './route';
import { requireNoConflict } from './route-path';

export interface DoorProps {
  readonly queue: Queue;
  readonly fifo: boolean;
  readonly stageName: string;
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly cloudWatchRole: boolean;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** One line a request. It has no path, query, header or body: they may carry tokens, and quotation marks that would break the JSON. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify({
  requestId: '$context.extendedRequestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  sourceAddress: '$context.identity.sourceIp',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integrationLatency',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  errorType: '$context.error.responseType',
}));

/** The REST API that puts webhooks straight into the queue. */
export class Door extends Construct {
  public readonly api: RestApi;
  private readonly target: RouteTarget;
  private readonly routePaths: string[] = [];

  constructor(scope: Construct, id: string, props: DoorProps) {
    super(scope, id);
    const accessLog = new LogGroup(this, 'AccessLog', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    this.api = new RestApi(this, 'Api', {
      description: 'Puts webhooks into a queue',
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: BINARY_MEDIA_TYPES,
      cloudWatchRole: props.cloudWatchRole,
      deployOptions: {
        stageName: props.stageName,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG_FORMAT,
        throttlingRateLimit: props.rateLimit,
        throttlingBurstLimit: props.burstLimit,
        metricsEnabled: true,
        // Execution logs of this kind would hold bodies and headers.
        dataTraceEnabled: false,
      },
    });
    addGatewayResponses(this.api);
    this.target = { queue: props.queue, fifo: props.fifo, role: this.sendingRole(props) };
  }

  /** Paths in the order in which they were added. */
  public get routes(): readonly string[] {
    return this.routePaths;
  }

  public addRoute(route: Route): void {
    requireNoConflict(this, this.routePaths, route.path);
    this.routePaths.push(route.path);
    addRouteMethods(this.api.root.resourceForPath(route.path), route, this.target);
  }

  private sendingRole({ queue, encryptionKey }: DoorProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
    encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    return role;
  }
}
