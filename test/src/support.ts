import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { WebhookBuffer, type WebhookBufferProps, WebhookTarget } from '../../src';

export const target = WebhookTarget.http('https://backend.example.com/hooks');

/** The template is written on first use, so that a test may add to the stack before. */
class SynthesizedBuffer {
  private written?: Template;

  constructor(readonly stack: Stack, readonly buffer: WebhookBuffer) {}

  get template(): Template {
    return this.written ??= Template.fromStack(this.stack);
  }
}

type Props = Partial<WebhookBufferProps>;

/** @param props the buffer's, or a function that makes them along with what they refer to */
export function synthesize(props: Props | ((stack: Stack) => Props) = {}, stackProps: StackProps = {}): SynthesizedBuffer {
  const stack = new Stack(new App(), 'Shop', stackProps);
  const buffer = new WebhookBuffer(stack, 'Orders', { target, ...(typeof props === 'function' ? props(stack) : props) });
  return new SynthesizedBuffer(stack, buffer);
}

export interface CfnResource {
  readonly Type: string;
  // Templates are what CloudFormation reads: their shape is asserted, not typed.
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

export function resourcesOf(template: Template, type: string): CfnResource[] {
  return Object.values(template.findResources(type)) as CfnResource[];
}

/** The one resource of a type. */
export function only(template: Template, type: string): CfnResource {
  const [first, ...more] = resourcesOf(template, type);
  if (first === undefined || more.length > 0) throw new Error(`${more.length + (first ? 1 : 0)} resources of type ${type}, expected one`);
  return first;
}

/** The forwarder's configuration as the function will read it. */
export function configurationOf(template: Template): unknown {
  const { Environment } = only(template, 'AWS::Lambda::Function').Properties as { Environment: { Variables: Record<string, string> } };
  return JSON.parse(Environment.Variables.WEBHOOK_BUFFER_CONFIGURATION ?? '');
}

/** The same where there are more functions; parts that are only known at deployment are shown as JSON. */
export function forwarderConfigurationOf(template: Template): unknown {
  for (const { Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    const given = Variables.WEBHOOK_BUFFER_CONFIGURATION;
    if (given !== undefined) return JSON.parse(typeof given === 'string' ? given : joined(given as { 'Fn::Join': [string, unknown[]] }));
  }
  throw new Error('no function has the configuration of a forwarder');
}

function joined({ 'Fn::Join': [separator, parts] }: { 'Fn::Join': [string, unknown[]] }): string {
  return parts.map(part => typeof part === 'string' ? part : JSON.stringify(part).replace(/"/g, "'")).join(separator);
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** The statements of the role whose logical id starts so. */
export function statementsOf(template: Template, role: string): Statement[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"${role}`))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}
