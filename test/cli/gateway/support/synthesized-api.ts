import type { ResolvedStack } from '../../../../cli/local/assembly/resolved-stack';
import { AppScope } from '../../../../cli/local/assembly/stack-scope';
import type { Template } from '../../../../cli/local/assembly/template';
import { GivenValues, type GivenSecrets } from '../../../../cli/local/secrets/given-values';
import type { WebhookBufferProps } from '../../../../src';
import { synthesize } from '../../../src/support';

export const QUEUE_URL = 'http://127.0.0.1:9324/000000000000/Webhooks.fifo';

export interface SynthesizedDoor {
  readonly stack: ResolvedStack;
  readonly apiLogicalId: string;
}

/** The door of a synthesized WebhookBuffer at `/hooks`, resolved to this machine as the local stack does it. */
export function synthesizedDoor(props: Partial<WebhookBufferProps>, secrets: GivenSecrets = {}): SynthesizedDoor {
  const template = synthesize({ path: '/hooks', ...props }).template.toJSON() as Template;
  const stack = { id: 'Shop', stackName: 'Shop', account: '000000000000', region: 'eu-central-1', template, parameters: {}, assets: new Map() };
  const scope = new AppScope([stack], () => QUEUE_URL, new GivenValues(secrets)).of(stack);
  const resources = Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => /^AWS::ApiGateway::(RestApi|Stage|Resource|Method|GatewayResponse)$/.test(Type))
    .map(([logicalId]) => scope.resource(logicalId));
  const apiLogicalId = resources.find(({ type }) => type === 'AWS::ApiGateway::RestApi')?.logicalId ?? '';
  return { apiLogicalId, stack: { name: 'Shop', account: stack.account, region: stack.region, resources: new Map(resources.map(resource => [resource.logicalId, resource])) } };
}
