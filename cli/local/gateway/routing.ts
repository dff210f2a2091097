import type { Method } from './rest-api';

export interface RoutedMethod {
  readonly method: Method;
  readonly pathParameters: ReadonlyMap<string, string>;
}

interface Resource {
  readonly pattern: RegExp;
  readonly parameterNames: readonly string[];
  readonly methods: ReadonlyMap<string, Method>;
}

/** Finds the method for a request: of all resources that match its path, only the most specific one counts. */
export class Router {
  /** The most specific first. */
  private readonly resources: readonly Resource[];

  constructor(methods: readonly Method[]) {
    const paths = [...new Set(methods.map(({ resourcePath }) => resourcePath))];
    this.resources = paths.sort(compareSpecificity).map(path => ({
      pattern: patternOf(path),
      parameterNames: [...path.matchAll(/\{(.+?)\+?\}/g)].map(([, name = '']) => name),
      methods: new Map(methods.filter(({ resourcePath }) => resourcePath === path).map(method => [method.httpMethod, method])),
    }));
  }

  /** @param path below the stage */
  route(httpMethod: string, path: string): RoutedMethod | undefined {
    const plainPath = path.replace(/\/+$/, '');
    const resource = this.resources.find(({ pattern }) => pattern.test(plainPath));
    const method = resource?.methods.get(httpMethod) ?? resource?.methods.get('ANY');
    if (resource === undefined || method === undefined) return undefined;
    const values = resource.pattern.exec(plainPath)?.slice(1) ?? [];
    return { method, pathParameters: new Map(resource.parameterNames.map((name, index) => [name, values[index] ?? ''])) };
  }
}

/** Names come before parameters, and parameters before those that take the rest of a path. */
function compareSpecificity(left: string, right: string): number {
  const key = (path: string) => path.split('/').map(segment => (segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0)).join('');
  return key(left) < key(right) ? -1 : 1;
}

function patternOf(resourcePath: string): RegExp {
  const segments = resourcePath.replace(/\/$/, '').split('/').map(segment => {
    if (segment.endsWith('+}')) return '(.+)';
    return segment.startsWith('{') ? '([^/]+)' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
