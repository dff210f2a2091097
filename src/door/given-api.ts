import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { type CfnRestApi, Deployment, type IResource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { BINARY_MEDIA_TYPES, CONTENT_TYPES } from './content-types';
import type { DoorApi } from './door-api';
import { addGatewayResponses } from './gateway-responses';
import { invalidProperty } from '../private/invalid-property';

/** In the last one SQS answers. */
const TEXT_TYPES = [...CONTENT_TYPES.filter(({ binary }) => !binary).map(({ name }) => name), 'application/x-amz-json-1.0'];

const WARNING = 'cdk-webhook-buffer:';

/** @param stageName where senders find an API that has no stage in this app */
export function givenApi(scope: Construct, root: IResource, stageName: string): DoorApi {
  if (Stack.of(root) !== Stack.of(scope)) {
    throw invalidProperty(scope, 'resource', root.node.path, 'a resource in the buffer\'s stack; import that of another stack by RestApi.fromRestApiAttributes(this, …).root');
  }
  return RestApi.isRestApi(root.api) ? apiOfThisApp(scope, root, root.api, stageName) : importedApi(scope, root, stageName);
}

/** Methods become part of the API's deployment, as they do for its owner. */
function apiOfThisApp(scope: Construct, root: IResource, api: RestApi, stageName: string): DoorApi {
  addBinaryMediaTypes(scope, api);
  addGatewayResponses(scope, api);
  // The type has it always; an API with `deploy: false` has none.
  const stage = api.deploymentStage as RestApi['deploymentStage'] | undefined;
  if (!api.latestDeployment) {
    warn(scope, 'deployment', `${api.node.path} does not deploy itself: deploy it again whenever a route changes.`);
  }
  const name = stage?.stageName ?? stageName;
  const origin = executeApiOrigin(scope, api.restApiId, name);
  return { api, given: true, restApi: api, stage, stageName: name, deployment: api.latestDeployment, root, origin };
}

function importedApi(scope: Construct, root: IResource, stageName: string): DoorApi {
  const { api } = root;
  warn(scope, 'importedApi', [
    `What concerns the whole of an imported API is left to its owner, ${api.node.path}:`,
    `binaryMediaTypes ${BINARY_MEDIA_TYPES.join(', ')}, without which the bodies of these types are damaged, and none that matches another type of the door;`,
    'gateway responses, without which unknown paths are answered 403 and throttled senders get no Retry-After;',
    'TLS and custom domain; and an access log without $context.path.',
    `The stage ${stageName} has to exist; each change of a route deploys the API to it.`,
  ].join(' '));
  const deployment = new Deployment(scope, 'Deployment', { api, stageName, retainDeployments: true, description: `Routes of ${scope.node.path}` });
  const origin = executeApiOrigin(scope, api.restApiId, stageName);
  return { api, given: true, stageName, deployment, deployedHere: true, root, origin };
}

/** API Gateway hands all bodies of a binary type over as base64, so that a type is either binary at all methods of an API or at none. */
function addBinaryMediaTypes(scope: Construct, api: RestApi): void {
  const resource = api.node.defaultChild as CfnRestApi;
  const given = resource.binaryMediaTypes ?? [];
  const unwanted = given.find(pattern => !Token.isUnresolved(pattern) && TEXT_TYPES.some(name => matches(pattern, name)));
  if (unwanted !== undefined) {
    throw invalidProperty(scope, 'resource', api.node.path, `its binaryMediaTypes hold ${unwanted}, and text that API Gateway takes for binary cannot be queued as it came`);
  }
  const missing = BINARY_MEDIA_TYPES.filter(name => !given.some(pattern => matches(pattern, name)));
  if (missing.length === 0) return;
  resource.binaryMediaTypes = [...given, ...missing];
  warn(scope, 'binaryMediaTypes', `${missing.join(', ')} became binaryMediaTypes of ${api.node.path}, for all of its methods. List them there yourself if that is meant.`);
}

function matches(pattern: string, type: string): boolean {
  const [wantedMain, wantedSub] = pattern.toLowerCase().split('/');
  const [main, sub] = type.split('/');
  return (wantedMain === '*' || wantedMain === main) && (wantedSub === '*' || wantedSub === sub);
}

function executeApiOrigin(scope: Construct, restApiId: string, stageName: string): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `https://${restApiId}.execute-api.${region}.${urlSuffix}/${stageName}`;
}

function warn(scope: Construct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(WARNING + id, message);
}
