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
