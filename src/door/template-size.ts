import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnMethod, CfnResource, type IResource, type IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct, IConstruct } from 'constructs';

/** Of CloudFormation, for a template. */
const MAX_TEMPLATE_BYTES = 1_000_000;
/** Of API Gateway, for a mapping template. */
const MAX_MAPPING_TEMPLATE_BYTES = 300 * 1024;
/** Of API Gateway, for an API, unless the quota is raised. */
const RESOURCES_PER_API = 300;
/** Names, responses, metadata and indentation of a method, and its share of a resource: an average. */
const BYTES_AROUND_AN_INTEGRATION = 1_200;
const WARNING_SHARE = 0.8;
const WHAT_TO_DO = 'Take fewer routes or content types, or move routes to another buffer in a stack of its own or a nested one';

/** Places of a route by its path. */
export type RoutePlaces = ReadonlyMap<string, readonly IResource[]>;

/**
 * Has a synthesis fail that CloudFormation or API Gateway would refuse. Methods are nearly all of a buffer's template, so that they are what
 * is measured; the number of resources in a stack is watched by the CDK itself.
 */
export function watchTemplateSize(door: Construct, api: IRestApi, places: RoutePlaces): void {
  door.node.addValidation({
    validate: () => {
      const bytes = sum(partsOf(door, CfnMethod).map(templateBytes));
      const message = sizeMessage(bytes, places);
      if (bytes > MAX_TEMPLATE_BYTES) return [message];
      if (bytes > MAX_TEMPLATE_BYTES * WARNING_SHARE) Annotations.of(door).addWarningV2('cdk-webhook-buffer:templateSize', message);
      return [...largeMappings(places), ...resourceQuota(door, api)];
    },
  });
}

function sizeMessage(bytes: number, places: RoutePlaces): string {
  const routes = [...places].map(([route, resources]) => `${route} ${sum(methodsAt(resources).map(templateBytes))}`);
  return `The methods of the stack's APIs take ${bytes} bytes of the ${MAX_TEMPLATE_BYTES} that a template may have; in bytes: ${routes.join(', ')}. ${WHAT_TO_DO}.`;
}

function largeMappings(places: RoutePlaces): string[] {
  return [...places].flatMap(([route, resources]) => methodsAt(resources)
    .map(method => Math.max(0, ...Object.values(requestTemplates(method)).map(template => byteLength(template))))
    .filter(bytes => bytes > MAX_MAPPING_TEMPLATE_BYTES)
    .map(bytes => `A mapping template of the route ${route} has ${bytes} bytes; API Gateway takes ${MAX_MAPPING_TEMPLATE_BYTES}.`));
}

function resourceQuota(door: Construct, api: IRestApi): string[] {
  const { length } = partsOf(door, CfnResource).filter(({ restApiId }) => restApiId === api.restApiId);
  return length > RESOURCES_PER_API ? [`The API has ${length} resources, two for each route; API Gateway allows ${RESOURCES_PER_API}. ${WHAT_TO_DO}.`] : [];
}

function methodsAt(resources: readonly IResource[]): CfnMethod[] {
  return resources.flatMap(({ node }) => node.children.map(child => child.node.defaultChild)).filter(child => child instanceof CfnMethod);
}

function partsOf<Part>(door: Construct, type: new (...given: never[]) => Part): Part[] {
  const stack = Stack.of(door);
  return stack.node.findAll().filter((part: IConstruct): part is IConstruct & Part => part instanceof type && Stack.of(part) === stack);
}

function templateBytes(method: CfnMethod): number {
  return byteLength(method.stack.resolve(method.integration)) + BYTES_AROUND_AN_INTEGRATION;
}

function requestTemplates(method: CfnMethod): { readonly [type: string]: unknown } {
  const integration = method.stack.resolve(method.integration) as { readonly requestTemplates?: { readonly [type: string]: unknown } };
  return integration.requestTemplates ?? {};
}

/** As part of a template, where quotation marks are escaped. */
function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
