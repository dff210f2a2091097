import { codeDirectory } from './code-directory';
import type { AssemblyStack } from './load-assembly';
import type { ResolvedResource, ResolvedStack } from './resolved-stack';
import type { StackScope } from './stack-scope';
import { isObject, type TemplateResource } from './template';
import { MANIFEST_KEY, MANIFEST_VERSION, type BufferManifest, type Manifest } from '../../../src/contract/manifest';

/** A buffer as a stack's template declares it. */
export interface DeclaredBuffer {
  /** Stack and path below it, such as `Shop/Orders`. */
  readonly name: string;
  readonly parts: BufferManifest;
  readonly stack: AssemblyStack;
}

/** A buffer whose template is resolved to this machine. */
export interface ResolvedBuffer extends Omit<DeclaredBuffer, 'stack'> {
  readonly stack: ResolvedStack;
  part(part: Part): ResolvedResource;
  /** Folder of a function's code. */
  codeOf(part: FunctionPart): string;
}

export type Part = Exclude<keyof BufferManifest, 'routes'>;
export type FunctionPart = 'forwarder' | 'functionDoor' | 'watchdog';

const PART_TYPES: { readonly [part in Part]-?: readonly string[] } = {
  api: ['AWS::ApiGateway::RestApi'],
  pathToken: ['AWS::ApiGateway::Resource'],
  stage: ['AWS::ApiGateway::Stage'],
  queue: ['AWS::SQS::Queue'],
  deadLetterQueue: ['AWS::SQS::Queue'],
  forwarder: ['AWS::Lambda::Function'],
  eventSourceMapping: ['AWS::Lambda::EventSourceMapping'],
  attemptTable: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
  functionDoor: ['AWS::Lambda::Function'],
  watchdog: ['AWS::Lambda::Function'],
  watchdogSchedule: ['AWS::Events::Rule'],
  bodyBucket: ['AWS::S3::Bucket'],
  quarantineQueue: ['AWS::SQS::Queue'],
  parkingQueue: ['AWS::SQS::Queue'],
};

/** Parts that not every buffer has. */
const OPTIONAL_PARTS: readonly Part[] = ['pathToken', 'functionDoor', 'bodyBucket', 'quarantineQueue', 'parkingQueue', 'watchdog', 'watchdogSchedule'];

/** Resources of a REST API; `false` marks those that do not change how it answers. */
const API_TYPES: { readonly [type: string]: boolean } = {
  'AWS::ApiGateway::Resource': true,
  'AWS::ApiGateway::Method': true,
  'AWS::ApiGateway::Deployment': true,
  'AWS::ApiGateway::Stage': true,
  'AWS::ApiGateway::GatewayResponse': true,
  'AWS::ApiGateway::Model': true,
  'AWS::ApiGateway::RequestValidator': true,
  'AWS::ApiGateway::Authorizer': false,
  'AWS::ApiGateway::BasePathMapping': false,
  'AWS::ApiGateway::DocumentationPart': false,
  'AWS::ApiGateway::DocumentationVersion': false,
};

/** The buffers of the named stacks, or of all stacks where none is named. */
export function findBuffers(stacks: readonly AssemblyStack[], selected: readonly string[]): DeclaredBuffer[] {
  const buffers = selectStacks(stacks, selected).flatMap(buffersOf);
  if (buffers.length > 0) return buffers;
  const where = selected.length > 0 ? `stack ${selected.join(', ')}` : 'the app';
  throw new Error(`There is no WebhookBuffer in ${where}. Stacks of the app: ${stackIds(stacks)}.`);
}

function selectStacks(stacks: readonly AssemblyStack[], selected: readonly string[]): readonly AssemblyStack[] {
  const missing = selected.find(name => !stacks.some(stack => isNamed(stack, name)));
  if (missing !== undefined) throw new Error(`There is no stack ${missing}. Stacks of the app: ${stackIds(stacks)}.`);
  return selected.length === 0 ? stacks : stacks.filter(stack => selected.some(name => isNamed(stack, name)));
}

/** A name stands for its stack and for what is nested in it. */
function isNamed({ id, stackName, nestedIn }: AssemblyStack, name: string): boolean {
  return id === name || stackName === name || (nestedIn !== undefined && isNamed(nestedIn.parent, name));
}

function stackIds(stacks: readonly AssemblyStack[]): string {
  return stacks.map(({ id }) => id).join(', ') || 'none';
}

function buffersOf(stack: AssemblyStack): DeclaredBuffer[] {
  const manifest = stack.template.Metadata?.[MANIFEST_KEY] as Manifest | undefined;
  if (!manifest) return [];
  if (manifest.version !== MANIFEST_VERSION) {
    const versions = `its manifest has version ${manifest.version}, not ${MANIFEST_VERSION}`;
    throw new Error(`Stack ${stack.id} was synthesized by another version of cdk-webhook-buffer: ${versions}.`);
  }
  return Object.entries(manifest.buffers).map(([path, parts]) => ({ name: `${stack.id}/${path}`, parts, stack }));
}

export function resolveBuffer(buffer: DeclaredBuffer, scope: StackScope): ResolvedBuffer {
  const { id: name, account, region } = buffer.stack;
  const part = (partName: Part): ResolvedResource => scope.resource(requirePart(buffer, partName));
  return {
    name: buffer.name,
    parts: buffer.parts,
    stack: { name, account, region, resources: new Map(dataPath(buffer).map(logicalId => [logicalId, scope.resource(logicalId)])) },
    part,
    codeOf: partName => codeDirectory(part(partName), buffer.stack),
  };
}

/** Logical ids of all that a webhook passes on its way through the buffer. */
function dataPath(buffer: DeclaredBuffer): string[] {
  const { name, parts, stack } = buffer;
  const resources = stack.template.Resources ?? {};
  const present = (Object.keys(PART_TYPES) as Part[]).filter(part => parts[part] !== undefined || !OPTIONAL_PARTS.includes(part));
  const partIds = present.map(part => {
    const logicalId = requirePart(buffer, part);
    const type = resources[logicalId]?.Type ?? 'missing';
    if (!PART_TYPES[part].includes(type)) {
      throw new Error(`The ${part} of ${name}, ${logicalId}, must be of type ${PART_TYPES[part].join(' or ')}; it is ${type}.`);
    }
    return logicalId;
  });
  const api = requirePart(buffer, 'api');
  const apiIds = Object.keys(resources)
    .filter(logicalId => belongsTo(resources[logicalId], api))
    .filter(logicalId => shapesAnswers(logicalId, resources[logicalId], name));
  return [...partIds, ...apiIds, ...apiKeyIds(resources, api)];
}

function requirePart({ name, parts }: DeclaredBuffer, part: Part): string {
  const logicalId = parts[part];
  if (logicalId === undefined) throw new Error(`The ${part} of ${name} is not made by its stack, so that it cannot be run on this machine.`);
  return logicalId;
}

/** Usage plans of the API, their keys, and what joins the two. */
function apiKeyIds(resources: { readonly [logicalId: string]: TemplateResource }, api: string): string[] {
  const ofType = (type: string, belongs: (resource: TemplateResource) => boolean) =>
    Object.keys(resources).filter(logicalId => resources[logicalId].Type === `AWS::ApiGateway::${type}` && belongs(resources[logicalId]));
  const refersTo = (value: unknown, logicalId: string) => JSON.stringify(value ?? null).includes(JSON.stringify({ Ref: logicalId }));
  const plans = ofType('UsagePlan', ({ Properties }) => refersTo(Properties?.ApiStages, api));
  const joins = ofType('UsagePlanKey', ({ Properties }) => plans.some(plan => refersTo(Properties?.UsagePlanId, plan)));
  const keys = Object.keys(resources).filter(logicalId => resources[logicalId].Type === 'AWS::ApiGateway::ApiKey'
    && joins.some(join => refersTo(resources[join].Properties?.KeyId, logicalId)));
  return [...plans, ...joins, ...keys];
}

function belongsTo(resource: TemplateResource, api: string): boolean {
  const restApi = resource.Properties?.RestApiId;
  return isObject(restApi) && restApi.Ref === api;
}

function shapesAnswers(logicalId: string, { Type: type }: TemplateResource, buffer: string): boolean {
  const shapes = API_TYPES[type];
  if (shapes === undefined) throw new Error(`${logicalId}, of type ${type}, is part of the API of ${buffer}, and cannot be run on this machine.`);
  return shapes;
}

/**
 * Types of the resources in the buffers' stacks that nothing on this machine stands for.
 *
 * @param alsoRun logical ids of what runs beside the buffers
 */
export function typesNotRun(buffers: readonly DeclaredBuffer[], alsoRun: ReadonlySet<string> = new Set()): string[] {
  const run = new Map<AssemblyStack, Set<string>>();
  for (const buffer of buffers) run.set(buffer.stack, new Set([...run.get(buffer.stack) ?? [], ...dataPath(buffer)]));
  const types = [...run].flatMap(([{ template }, logicalIds]) => Object.entries(template.Resources ?? {})
    .filter(([logicalId]) => !logicalIds.has(logicalId) && !alsoRun.has(logicalId))
    .map(([, resource]) => resource.Type));
  return [...new Set(types)].filter(type => type !== 'AWS::CDK::Metadata').sort();
}
