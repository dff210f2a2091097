import type { IResource } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import type { IdSource } from '../contract/id-source';
import { PATH_TOKEN_SEGMENT } from '../contract/path-token';
import { invalidProperty } from '../private/invalid-property';

/** The resource of what lies below a route. */
export const BELOW = '{below+}';
const BELOW_PARAMETER = '{below}';

const SEGMENT = /^([A-Za-z0-9._-]+|\{\w+\})$/;
const DOTS = /^\.{1,2}$/;

/** The path with one slash before each segment and none at its end; `/` is the root. */
export function parseRoutePath(scope: IConstruct, property: string, path: string): string {
  const segments = path.split('/').filter(segment => segment !== '');
  if (!path.startsWith('/') || !segments.every(segment => SEGMENT.test(segment) && !DOTS.test(segment)) || /\/\//.test(path)) {
    throw invalidProperty(scope, property, path, 'a path such as /github or /orders/{orderId}, its segments of letters, digits and ._- or a parameter in braces');
  }
  const names = segments.filter(segment => segment.startsWith('{'));
  if (names.includes(BELOW_PARAMETER) || new Set(names).size < names.length) {
    throw invalidProperty(scope, property, path, `each parameter has a name of its own, and ${BELOW_PARAMETER} is the door's`);
  }
  if (segments.includes(PATH_TOKEN_SEGMENT)) throw invalidProperty(scope, property, path, `${PATH_TOKEN_SEGMENT} stands for the token of DoorAccess.pathToken, which comes before the path`);
  return `/${segments.join('/')}`;
}

export function requirePathParameter(scope: IConstruct, route: string, source: IdSource): void {
  if (source.from === 'pathParameter' && !route.includes(`{${source.name}}`)) {
    throw invalidProperty(scope, 'grouping', `MessageGrouping.pathParameter('${source.name}')`, `the route's path, ${route}, must have a segment {${source.name}}`);
  }
}

/** API Gateway allows one parameter at a place, and what lies below a route is one too. */
export function requireNoConflict(scope: IConstruct, routes: readonly string[], added: string): void {
  if (routes.includes(added)) throw invalidProperty(scope, 'addRoute', added, 'a path that has no route yet');
  for (const route of routes) {
    const conflict = parameters(route).find(mine => parameters(added).some(other => other.parent === mine.parent && other.name !== mine.name));
    if (conflict) {
      throw invalidProperty(scope, 'addRoute', added, `API Gateway allows one parameter below ${conflict.parent}, and the route ${route} has ${conflict.name} there`);
    }
  }
}

/** A given API, or another buffer on it, may have taken a place. @param below the root */
export function requireRoom(scope: IConstruct, root: IResource, below: string, added: string): void {
  let place: IResource | undefined = root;
  for (const segment of [...below.split('/').filter(name => name !== ''), BELOW]) {
    const parameter = segment.startsWith('{') && place?.node.children.find(({ node }) => node.id.startsWith('{') && node.id !== segment);
    if (place && parameter) {
      throw invalidProperty(scope, 'addRoute', added, `API Gateway allows one parameter below ${place.path}, and the API has ${parameter.node.id} there already`);
    }
    if (segment === BELOW && (place?.getResource(BELOW) ?? place?.node.tryFindChild('ANY'))) {
      throw invalidProperty(scope, 'addRoute', added, 'a path at which the API has no method ANY and no resource {below+} already');
    }
    place = place?.getResource(segment);
  }
}

interface Parameter {
  readonly parent: string;
  readonly name: string;
}

function parameters(route: string): Parameter[] {
  const segments = [...route.split('/').filter(segment => segment !== ''), BELOW];
  return segments.flatMap((name, index) => name.startsWith('{') ? [{ parent: `/${segments.slice(0, index).join('/')}`, name }] : []);
}
