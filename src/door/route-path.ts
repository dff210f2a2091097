import type { IConstruct } from 'constructs';
import type { IdSource } from '../contract/id-source';
import { invalidProperty } from '../private/invalid-property';

/** What lies below a route is a parameter of this name. */
export const BELOW = 'below';

const SEGMENT = /^([A-Za-z0-9._-]+|\{\w+\})$/;
const DOTS = /^\.{1,2}$/;

/** The path with one slash before each segment and none at its end; `/` is the root. */
export function parseRoutePath(scope: IConstruct, property: string, path: string): string {
  const segments = path.split('/').filter(segment => segment !== '');
  if (!path.startsWith('/') || !segments.every(segment => SEGMENT.test(segment) && !DOTS.test(segment)) || /\/\//.test(path)) {
    throw invalidProperty(scope, property, path, 'a path such as /github or /orders/{orderId}, its segments of letters, digits and ._- or a parameter in braces');
  }
  const names = segments.filter(segment => segment.startsWith('{'));
  if (names.includes(`{${BELOW}}`) || new Set(names).size < names.length) {
    throw invalidProperty(scope, property, path, `each parameter has a name of its own, and ${BELOW} is the door's`);
  }
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

interface Parameter {
  readonly parent: string;
  readonly name: string;
}

function parameters(route: string): Parameter[] {
  const segments = [...route.split('/').filter(segment => segment !== ''), `{${BELOW}+}`];
  return segments.flatMap((name, index) => name.startsWith('{') ? [{ parent: `/${segments.slice(0, index).join('/')}`, name }] : []);
}
