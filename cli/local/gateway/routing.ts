import type { Method, RestApi } from './rest-api';

export interface RoutedMethod {
  readonly method: Method;
  readonly pathParameters: ReadonlyMap<string, string>;
}

/** Finds the method for a path below the stage: of all resources that match, the most specific one counts. */
export function routeRequest({ methods }: Pick<RestApi, 'methods'>, httpMethod: string, path: string): RoutedMethod | undefined {
  const segments = path.replace(/\/+$/, '').split('/').slice(1);
  const resourcePath = methods
    .map(method => method.resourcePath)
    .filter(candidate => matchPath(candidate, segments) !== undefined)
    .reduce<string | undefined>((best, candidate) => (best === undefined || isMoreSpecific(candidate, best) ? candidate : best), undefined);
  const ofResource = methods.filter(method => method.resourcePath === resourcePath);
  const method = ofResource.find(candidate => candidate.httpMethod === httpMethod) ?? ofResource.find(candidate => candidate.httpMethod === 'ANY');
  return method && { method, pathParameters: matchPath(method.resourcePath, segments) ?? new Map<string, string>() };
}

/** @returns the path parameters, or undefined where the path does not match */
function matchPath(resourcePath: string, segments: readonly string[]): Map<string, string> | undefined {
  const pattern = segmentsOf(resourcePath);
  const parts = isGreedy(pattern.at(-1)) ? [...segments.slice(0, pattern.length - 1), segments.slice(pattern.length - 1).join('/')] : segments;
  if (parts.length !== pattern.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(.+?)\+?\}$/.exec(expected)?.[1];
    if (name === undefined ? part !== expected : part === '') return undefined;
    if (name !== undefined) parameters.set(name, part);
  }
  return parameters;
}

function isMoreSpecific(resourcePath: string, other: string): boolean {
  const ranks = segmentsOf(resourcePath).map(rank);
  const otherRanks = segmentsOf(other).map(rank);
  const index = ranks.findIndex((value, at) => value !== otherRanks[at]);
  return index >= 0 && (ranks[index] ?? 0) < (otherRanks[index] ?? Infinity);
}

function segmentsOf(resourcePath: string): string[] {
  return resourcePath === '/' ? [] : resourcePath.split('/').slice(1);
}

function rank(segment: string): number {
  return isGreedy(segment) ? 2 : segment.startsWith('{') ? 1 : 0;
}

function isGreedy(segment: string | undefined): boolean {
  return segment?.endsWith('+}') ?? false;
}
