import { CONTENT_HANDLINGS, type Integration, type Method, PASSTHROUGH_BEHAVIORS, type QueueAddress } from '../rest-api';
import type { Properties } from './properties';
import { quoted } from './quoted';
import { readIntegrationResponses } from './read-responses';
import { readTemplates } from './read-templates';

const MAX_TIMEOUT_MILLIS = 29_000;
const SQS_PATH_URI = /^arn:[\w-]+:apigateway:(?<region>[\w-]+):sqs:path\/{1,2}(?<account>\d{12})\/(?<name>[\w-]+(?:\.fifo)?)$/;
const FUNCTION_URI = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/2015-03-31\/functions\/arn:[\w-]+:lambda:[\w-]+:\d{12}:function:(?<name>[\w-]+)\/invocations$/;

/** Where a method is, which is needed of methods too that are not emulated. */
export function readPlace(method: Properties, paths: ReadonlyMap<string, string>): Pick<Method, 'resourcePath' | 'httpMethod'> {
  const resourcePath = paths.get(method.text('ResourceId'));
  if (resourcePath === undefined) throw method.error('its ResourceId names no resource of the API');
  return { resourcePath, httpMethod: method.text('HttpMethod') };
}

export function readMethod(method: Properties): Pick<Method, 'apiKeyRequired' | 'integration'> {
  method.requireOnly(
    'ApiKeyRequired', 'AuthorizationType', 'HttpMethod', 'Integration', 'MethodResponses', 'OperationName', 'RequestModels', 'RequestParameters', 'ResourceId', 'RestApiId',
  );
  const authorization = method.optionalText('AuthorizationType') ?? 'NONE';
  if (authorization !== 'NONE') throw method.notEmulated(`the authorization ${authorization}`);
  return { apiKeyRequired: method.flag('ApiKeyRequired'), integration: readIntegration(method) };
}

function readIntegration(method: Properties): Integration {
  const integration = method.nested('Integration');
  integration.requireOnly(
    'CacheKeyParameters', 'CacheNamespace', 'ConnectionType', 'ContentHandling', 'Credentials', 'IntegrationHttpMethod', 'IntegrationResponses',
    'PassthroughBehavior', 'RequestParameters', 'RequestTemplates', 'TimeoutInMillis', 'Type', 'Uri',
  );
  return {
    ...readDestination(integration),
    timeoutMillis: integration.optionalNumber('TimeoutInMillis') ?? MAX_TIMEOUT_MILLIS,
    passthrough: integration.oneOf('PassthroughBehavior', PASSTHROUGH_BEHAVIORS) ?? 'WHEN_NO_MATCH',
    contentHandling: integration.oneOf('ContentHandling', CONTENT_HANDLINGS),
    headers: readHeaders(integration),
    requestTemplates: readTemplates(integration, 'RequestTemplates'),
    responses: readIntegrationResponses(integration, method.nestedList('MethodResponses')),
  };
}

function readDestination(integration: Properties): Pick<Integration, 'queue' | 'functionName'> {
  const type = integration.text('Type');
  switch (type) {
    case 'MOCK': return {};
    case 'AWS': return { queue: readQueue(integration) };
    case 'AWS_PROXY': return { functionName: readFunctionName(integration) };
    default: throw integration.notEmulated(`the type ${type}`, 'AWS, AWS_PROXY and MOCK');
  }
}

function readFunctionName(integration: Properties): string {
  const uri = integration.text('Uri');
  const name = FUNCTION_URI.exec(uri)?.groups?.name;
  if (name === undefined) throw integration.notEmulated(`the Uri ${uri}`, 'arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN of a function>/invocations');
  requirePost(integration);
  return name;
}

function readQueue(integration: Properties): QueueAddress {
  const uri = integration.text('Uri');
  const { region, account, name } = SQS_PATH_URI.exec(uri)?.groups ?? {};
  if (region === undefined || account === undefined || name === undefined) {
    throw integration.notEmulated(`the Uri ${uri}`, 'arn:aws:apigateway:<region>:sqs:path/<account>/<queue>');
  }
  requirePost(integration);
  return { region, account, name };
}

function requirePost(integration: Properties): void {
  const method = integration.text('IntegrationHttpMethod');
  if (method !== 'POST') throw integration.notEmulated(`the IntegrationHttpMethod ${method}`, 'POST');
}

/** Only texts can be mapped: what varies with the request is the template's part. */
function readHeaders(integration: Properties): ReadonlyMap<string, string> {
  return new Map([...integration.textMap('RequestParameters')].map(([target, source]) => {
    const header = /^integration\.request\.header\.(.+)$/.exec(target)?.[1];
    const text = quoted(source);
    if (header === undefined || text === undefined) {
      throw integration.notEmulated(`the request parameter ${target}: ${source}`, "integration.request.header.<name>: '<text>'");
    }
    return [header, text];
  }));
}
