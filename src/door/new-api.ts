import type { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, EndpointType, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BINARY_MEDIA_TYPES } from './content-types';
import type { DoorApi } from './door-api';
import { addDomain, closesApiAddress, type DoorDomain } from './door-domain';
import { addGatewayResponses } from './gateway-responses';

export interface NewApiProps {
  readonly stageName: string;
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly cloudWatchRole: boolean;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly domain?: DoorDomain;
}

/** One line a request. It has no path, query, header or body: they may carry tokens, and quotation marks that would break the JSON. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.extendedRequestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  status: '$context.status',
  sourceAddress: '$context.identity.sourceIp',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integrationLatency',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  errorType: '$context.error.responseType',
};

/** @param pathsAreSecret whether the paths of resources get into no log and no metric */
export function newApi(scope: Construct, props: NewApiProps, pathsAreSecret: boolean): DoorApi {
  const accessLog = new LogGroup(scope, 'AccessLog', { retention: props.logRetention, removalPolicy: props.removalPolicy });
  const api = new RestApi(scope, 'Api', {
    description: 'Puts webhooks into a queue',
    endpointTypes: [EndpointType.REGIONAL],
    disableExecuteApiEndpoint: closesApiAddress(props.domain),
    binaryMediaTypes: BINARY_MEDIA_TYPES,
    cloudWatchRole: props.cloudWatchRole,
    deployOptions: {
      stageName: props.stageName,
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(pathsAreSecret ? ACCESS_LOG_FIELDS : { ...ACCESS_LOG_FIELDS, resource: '$context.resourcePath' })),
      throttlingRateLimit: props.rateLimit,
      throttlingBurstLimit: props.burstLimit,
      // Those of each method have the path of its resource as a dimension.
      metricsEnabled: !pathsAreSecret,
      // Execution logs of this kind would hold bodies and headers.
      dataTraceEnabled: false,
    },
  });
  addGatewayResponses(api, api);
  return {
    api,
    given: false,
    restApi: api,
    stage: api.deploymentStage,
    stageName: props.stageName,
    deployment: api.latestDeployment,
    root: api.root,
    origin: props.domain ? addDomain(scope, api, props.domain) : api.urlForPath('/').replace(/\/$/, ''),
  };
}
