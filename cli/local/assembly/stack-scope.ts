import { readReference } from './dynamic-reference';
import { evaluateCondition, NO_VALUE, resolve, type Scope } from './intrinsics';
import type { AssemblyStack } from './load-assembly';
import { parameterValue } from './parameters';
import { generatedName, namedKind, refProperty } from './physical-names';
import type { ResolvedResource } from './resolved-stack';
import type { TemplateResource } from './template';
import { GivenValues } from '../secrets/given-values';

/** URL of a queue on the local queue server. */
export type QueueUrl = (queueName: string, stack: AssemblyStack) => string;

/** The stacks of an app, each of which may refer to the others. */
export class AppScope {
  private readonly scopes: ReadonlyMap<AssemblyStack, StackScope>;

  /**
   * @param secrets values of what Secrets Manager or Parameter Store holds in AWS, by id or name
   * @param parameters values of template parameters, and of what Parameter Store holds in AWS, by name
   */
  constructor(
    private readonly stacks: readonly AssemblyStack[],
    readonly queueUrl: QueueUrl,
    readonly secrets = new GivenValues(),
    readonly parameters = new GivenValues(),
  ) {
    this.scopes = new Map(stacks.map(stack => [stack, new StackScope(stack, this)]));
  }

  of(stack: AssemblyStack): StackScope {
    const scope = this.scopes.get(stack);
    if (!scope) throw new Error(`Stack ${stack.id} is not part of the app`);
    return scope;
  }

  nested(parent: AssemblyStack, logicalId: string): StackScope | undefined {
    const stack = this.stacks.find(({ nestedIn }) => nestedIn?.parent === parent && nestedIn.logicalId === logicalId);
    return stack && this.of(stack);
  }

  importValue(exportName: string, path: string): unknown {
    for (const scope of this.scopes.values()) {
      const output = scope.exportNamed(exportName);
      if (output !== undefined) return scope.output(output, path);
    }
    throw new Error(`${path}: no stack of this app exports ${exportName}, and what other stacks export is only known in AWS`);
  }
}

/** What the names in one stack's template mean on this machine. */
export class StackScope implements Scope {
  constructor(private readonly stack: AssemblyStack, private readonly app: AppScope) {}

  resource(logicalId: string): ResolvedResource {
    const path = `${this.stack.id}: Resources.${logicalId}`;
    const { Type: type, Properties = {} } = this.existingResource(logicalId, path);
    const properties = resolve(Properties, this, `${path}.Properties`) as ResolvedResource['properties'];
    const kind = namedKind(type);
    return { logicalId, type, properties: kind ? { ...properties, [kind.property]: this.physicalName(logicalId, path) } : properties };
  }

  ref(name: string, path: string): unknown {
    const pseudoParameters = this.pseudoParameters();
    if (name in pseudoParameters) return pseudoParameters[name];
    if (name in (this.stack.template.Parameters ?? {})) return this.parameter(name, path);
    const { Type: type, Properties = {} } = this.existingResource(name, path);
    if (type === 'AWS::SQS::Queue') return this.app.queueUrl(this.physicalName(name, path), this.stack);
    const property = refProperty(type);
    if (property !== undefined) return resolve(Properties[property], this, `${this.stack.id}: Resources.${name}.Properties.${property}`);
    if (namedKind(type)?.refIsArn) return this.arn(type, name, path);
    return namedKind(type) ? this.physicalName(name, path) : name;
  }

  getAtt(logicalId: string, attribute: string, path: string): unknown {
    const { Type: type } = this.existingResource(logicalId, path);
    if (type === 'AWS::CloudFormation::Stack') return this.nestedOutput(logicalId, attribute, path);
    if (attribute === 'Arn') return this.arn(type, logicalId, path);
    if (type === 'AWS::SQS::Queue' && attribute === 'QueueName') return this.physicalName(logicalId, path);
    if (type === 'AWS::SQS::Queue' && attribute === 'QueueUrl') return this.ref(logicalId, path);
    return `${logicalId}.${attribute}`;
  }

  condition(name: string, path: string): boolean {
    const expression = this.stack.template.Conditions?.[name];
    if (expression === undefined) throw new Error(`${path}: there is no condition ${name}`);
    return evaluateCondition(expression, this, `${this.stack.id}: Conditions.${name}`);
  }

  mapping(name: string, path: string): unknown {
    const mapping = this.stack.template.Mappings?.[name];
    if (mapping === undefined) throw new Error(`${path}: there is no mapping ${name}`);
    return mapping;
  }

  importValue(exportName: string, path: string): unknown {
    return this.app.importValue(exportName, path);
  }

  dynamicReference(reference: string, path: string): string {
    return readReference(reference, this.app, path);
  }

  /** Logical id of the output that is exported under a name. */
  exportNamed(exportName: string): string | undefined {
    const path = `${this.stack.id}: Outputs`;
    return Object.entries(this.stack.template.Outputs ?? {})
      .find(([logicalId, output]) => output.Export && resolve(output.Export.Name, this, `${path}.${logicalId}.Export`) === exportName)?.[0];
  }

  output(logicalId: string, path: string): unknown {
    const output = this.stack.template.Outputs?.[logicalId];
    if (!output) throw new Error(`${path}: stack ${this.stack.id} has no output ${logicalId}`);
    return resolve(output.Value, this, `${this.stack.id}: Outputs.${logicalId}`);
  }

  /** Whether the stack creates the resource, which a condition may prevent. */
  creates(resource: TemplateResource): boolean {
    return resource.Condition === undefined || this.condition(resource.Condition, this.stack.id);
  }

  private existingResource(logicalId: string, path: string): TemplateResource {
    const resource = this.stack.template.Resources?.[logicalId];
    if (!resource) throw new Error(`${path}: there is no ${logicalId} in the template`);
    if (!this.creates(resource)) throw new Error(`${path}: ${logicalId} is not created, since condition ${resource.Condition} is false`);
    return resource;
  }

  private pseudoParameters(): { readonly [name: string]: unknown } {
    const { account, region, stackName } = this.stack;
    return {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
  }

  private parameter(name: string, path: string): unknown {
    const { nestedIn, parameters } = this.stack;
    const fromParent = nestedIn && resolve(parameters[name], this.app.of(nestedIn.parent), path);
    return parameterValue(this.stack, name, { path, fromParent, given: this.app.parameters });
  }

  private physicalName(logicalId: string, path: string): string {
    const { Type: type, Properties = {} } = this.existingResource(logicalId, path);
    const kind = namedKind(type);
    if (!kind) throw new Error(`${path}: a resource of type ${type} has no name`);
    const place = `${this.stack.id}: Resources.${logicalId}.Properties`;
    const given = resolve(Properties[kind.property], this, `${place}.${kind.property}`);
    if (typeof given === 'string') return given;
    const fifo = kind.fifo !== undefined && resolve(Properties[kind.fifo], this, `${place}.${kind.fifo}`) === true;
    return generatedName(kind, this.stack.id, logicalId, fifo ? '.fifo' : '');
  }

  private arn(type: string, logicalId: string, path: string): string {
    const { account, region } = this.stack;
    const kind = namedKind(type);
    const service = kind?.service ?? type.split('::')[1]?.toLowerCase();
    const place = { 'region': `:${account}`, 'region and account': ':', 'nothing': `${region}:${account}` }[kind?.arnWithout ?? 'nothing'];
    return `arn:aws:${service}:${place}:${kind ? kind.arnResource(this.physicalName(logicalId, path)) : logicalId}`;
  }

  private nestedOutput(logicalId: string, attribute: string, path: string): unknown {
    const nested = this.app.nested(this.stack, logicalId);
    const [outputs, output, ...rest] = attribute.split('.');
    if (!nested || outputs !== 'Outputs' || output === undefined || rest.length > 0) {
      throw new Error(`${path}: ${logicalId}.${attribute} is no output of a nested stack of this app`);
    }
    return nested.output(output, path);
  }
}
