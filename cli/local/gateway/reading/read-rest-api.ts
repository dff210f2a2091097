import type { ResolvedResource, ResolvedStack } from '../../assembly/resolved-stack';
import type { Method, RestApi } from '../rest-api';
import { Properties } from './properties';
import { readAllowedAddresses, readApiKeys } from './read-access';
import { readMethod, readPlace } from './read-method';
import { readGatewayResponse } from './read-responses';
import { readThrottling } from './read-throttling';

/** Properties that can make no difference on one machine. */
const WITHOUT_EFFECT = ['Description', 'EndpointConfiguration', 'FailOnWarnings', 'Name', 'Tags'];

/** Properties that requests are answered without, although they matter on AWS. */
const NOT_EMULATED = {
  api: ['DisableExecuteApiEndpoint'],
  stage: ['AccessLogSetting', 'ClientCertificateId', 'TracingEnabled'],
};

export interface ReadingOptions {
  /** Logical id of the stage that is served; absent: the API's only one. */
  readonly stage?: string;
  /** Paths at which, and below which, methods have to be emulated; absent: everywhere. */
  readonly routes?: readonly string[];
}

/** Reads a REST API out of a stack. What would change how its routes answer, and is not emulated, is an error. */
export function readRestApi(stack: ResolvedStack, apiLogicalId: string, { stage: stageLogicalId, routes }: ReadingOptions = {}): RestApi {
  const resource = stack.resources.get(apiLogicalId);
  if (resource?.type !== 'AWS::ApiGateway::RestApi') throw new Error(`the stack ${stack.name} has no AWS::ApiGateway::RestApi named ${apiLogicalId}`);
  const api = Properties.of(resource);
  api.requireOnly('BinaryMediaTypes', 'ApiKeySourceType', 'Policy', ...WITHOUT_EFFECT, ...NOT_EMULATED.api);
  const parts = (type: string) => [...stack.resources.values()].filter(part => part.type === type && part.properties.RestApiId === apiLogicalId);
  const stages = parts('AWS::ApiGateway::Stage').filter(({ logicalId }) => stageLogicalId === undefined || logicalId === stageLogicalId);
  const stage = readStage(stages, api);
  const paths = resourcePaths(parts('AWS::ApiGateway::Resource'), apiLogicalId);
  const throttleOf = readThrottling(stage.nestedList('MethodSettings'));
  const methods = readMethods(parts('AWS::ApiGateway::Method').map(Properties.of), paths, routes);
  const { apiKeys, notEmulated: limitsOfKeys } = readApiKeys(stack, apiLogicalId);
  const allowedAddresses = readAllowedAddresses(resource.properties.Policy);
  return {
    id: apiLogicalId,
    account: stack.account,
    stage: stage.text('StageName'),
    stageVariables: stage.textMap('Variables'),
    binaryMediaTypes: api.texts('BinaryMediaTypes'),
    methods: methods.map(method => ({ ...method, throttle: throttleOf(method) })),
    apiKeys,
    allowedAddresses,
    gatewayResponses: new Map(parts('AWS::ApiGateway::GatewayResponse').map(part => readGatewayResponse(Properties.of(part)))),
    notEmulated: [
      ...api.present(NOT_EMULATED.api),
      ...allowedAddresses === undefined ? api.present(['Policy']) : [],
      ...stage.present(NOT_EMULATED.stage),
      ...limitsOfKeys,
      ...methods.filter(({ integration }) => integration === undefined).map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`),
    ],
  };
}

/** At the path of a route, and below it, a method that is not emulated is an error; elsewhere it is there, and answers nothing. */
function readMethods(methods: readonly Properties[], paths: ReadonlyMap<string, string>, routes?: readonly string[]): Method[] {
  const places = routes?.flatMap(route => [route, `${route === '/' ? '' : route}/{below+}`]);
  return methods.map(method => {
    const place = readPlace(method, paths);
    if (places === undefined || places.includes(place.resourcePath)) return { ...place, ...readMethod(method) };
    return { ...place, ...readOthersMethod(method) };
  });
}

/** A function that somebody else's method calls is not run here. */
function readOthersMethod(method: Properties): Pick<Method, 'apiKeyRequired' | 'integration'> {
  try {
    const read = readMethod(method);
    return read.integration?.functionName === undefined ? read : { apiKeyRequired: false };
  } catch {
    return { apiKeyRequired: false };
  }
}

function readStage(stages: readonly ResolvedResource[], api: Properties): Properties {
  const [first, ...others] = stages;
  if (first === undefined || others.length > 0) throw api.error(`it has ${stages.length} stages; emulated is exactly one`);
  const stage = Properties.of(first);
  stage.requireOnly('DeploymentId', 'Description', 'MethodSettings', 'RestApiId', 'StageName', 'Tags', 'Variables', ...NOT_EMULATED.stage);
  return stage;
}

/** The path of each resource by its logical id. */
function resourcePaths(resources: readonly ResolvedResource[], apiLogicalId: string): ReadonlyMap<string, string> {
  const paths = new Map([[`${apiLogicalId}.RootResourceId`, '']]);
  let unplaced = resources.map(resource => ({ logicalId: resource.logicalId, properties: Properties.of(resource) }));
  while (unplaced.length > 0) {
    const placed = unplaced.filter(({ properties }) => paths.has(properties.text('ParentId')));
    if (placed.length === 0) throw unplaced[0]?.properties.error('its ParentId names no resource of the API');
    for (const { logicalId, properties } of placed) paths.set(logicalId, `${paths.get(properties.text('ParentId'))}/${properties.text('PathPart')}`);
    unplaced = unplaced.filter(resource => !placed.includes(resource));
  }
  return new Map([...paths].map(([logicalId, path]) => [logicalId, path || '/']));
}
