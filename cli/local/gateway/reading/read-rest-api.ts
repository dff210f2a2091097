import type { ResolvedResource, ResolvedStack } from '../../assembly/resolved-stack';
import type { RestApi } from '../rest-api';
import { Properties } from './properties';
import { readMethod } from './read-method';
import { readGatewayResponse } from './read-responses';
import { readThrottling } from './read-throttling';

/** Properties that can make no difference on one machine. */
const WITHOUT_EFFECT = ['ApiKeySourceType', 'Description', 'EndpointConfiguration', 'FailOnWarnings', 'Name', 'Tags'];

/** Properties that requests are answered without, although they matter on AWS. */
const NOT_EMULATED = {
  api: ['DisableExecuteApiEndpoint', 'Policy'],
  stage: ['AccessLogSetting', 'ClientCertificateId', 'TracingEnabled'],
};

/** Reads a REST API out of a stack. What would change how it answers, and is not emulated, is an error. */
export function readRestApi(stack: ResolvedStack, apiLogicalId: string): RestApi {
  const resource = stack.resources.get(apiLogicalId);
  if (resource?.type !== 'AWS::ApiGateway::RestApi') throw new Error(`the stack ${stack.name} has no AWS::ApiGateway::RestApi named ${apiLogicalId}`);
  const api = Properties.of(resource);
  api.requireOnly('BinaryMediaTypes', ...WITHOUT_EFFECT, ...NOT_EMULATED.api);
  const parts = (type: string) => [...stack.resources.values()].filter(part => part.type === type && part.properties.RestApiId === apiLogicalId);
  const stage = readStage(parts('AWS::ApiGateway::Stage'), api);
  const paths = resourcePaths(parts('AWS::ApiGateway::Resource'), apiLogicalId);
  const throttleOf = readThrottling(stage.nestedList('MethodSettings'));
  return {
    id: apiLogicalId,
    account: stack.account,
    stage: stage.text('StageName'),
    stageVariables: stage.textMap('Variables'),
    binaryMediaTypes: api.texts('BinaryMediaTypes'),
    methods: parts('AWS::ApiGateway::Method').map(part => {
      const method = readMethod(Properties.of(part), paths);
      return { ...method, throttle: throttleOf(method) };
    }),
    gatewayResponses: new Map(parts('AWS::ApiGateway::GatewayResponse').map(part => readGatewayResponse(Properties.of(part)))),
    notEmulated: [...api.present(NOT_EMULATED.api), ...stage.present(NOT_EMULATED.stage)],
  };
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
