import type { ResolvedResource, ResolvedStack } from '../../../../cli/local/assembly/resolved-stack';

type Properties = { readonly [name: string]: unknown };

const QUEUE_URI = 'arn:aws:apigateway:eu-central-1:sqs:path/000000000000/Webhooks.fifo';

export function stackOf(...resources: readonly ResolvedResource[]): ResolvedStack {
  return {
    name: 'Shop',
    account: '000000000000',
    region: 'eu-central-1',
    resources: new Map(resources.map(resource => [resource.logicalId, resource])),
  };
}

export const restApi = (properties: Properties = {}): ResolvedResource => ({ logicalId: 'Api', type: 'AWS::ApiGateway::RestApi', properties: { Name: 'Door', ...properties } });

export const stage = (properties: Properties = {}): ResolvedResource => part('Stage', 'Stage', { StageName: 'prod', DeploymentId: 'Deployment', ...properties });

export const resource = (logicalId: string, pathPart: string, parent = 'Api.RootResourceId'): ResolvedResource =>
  part('Resource', logicalId, { PathPart: pathPart, ParentId: parent });

export const method = (httpMethod: string, resourceId: string, properties: Properties): ResolvedResource =>
  part('Method', `${resourceId.replace(/\W/g, '')}${httpMethod}`, { HttpMethod: httpMethod, ResourceId: resourceId, AuthorizationType: 'NONE', ...properties });

export const gatewayResponse = (type: string, properties: Properties): ResolvedResource => part('GatewayResponse', `On${type}`, { ResponseType: type, ...properties });

function part(type: string, logicalId: string, properties: Properties): ResolvedResource {
  return { logicalId, type: `AWS::ApiGateway::${type}`, properties: { RestApiId: 'Api', ...properties } };
}

/** An integration with SQS that hands the rendered template over as it is. */
export function queueIntegration(properties: Properties = {}): Properties {
  return {
    Type: 'AWS',
    IntegrationHttpMethod: 'POST',
    Uri: QUEUE_URI,
    PassthroughBehavior: 'NEVER',
    RequestParameters: { 'integration.request.header.Content-Type': "'application/x-amz-json-1.0'" },
    RequestTemplates: { 'application/json': '{"MessageGroupId":"orders","MessageBody":"$util.base64Encode($input.body)"}' },
    IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '$input.body' } }],
    ...properties,
  };
}

/** A method that answers by itself: with what its response template renders. */
export function mockIntegration(responseTemplate: string, requestTemplate = '{"statusCode":200}', response: Properties = {}): Properties {
  return {
    Type: 'MOCK',
    PassthroughBehavior: 'NEVER',
    RequestTemplates: { 'application/json': requestTemplate },
    IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': responseTemplate }, ...response }],
  };
}

export const METHOD_RESPONSES = ['200', '502'].map(StatusCode => ({ StatusCode }));
