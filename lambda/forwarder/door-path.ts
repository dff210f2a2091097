import { PATH_TOKEN_SEGMENT } from '../../src/contract/path-token';

export interface Door {
  /** Path of the route, whose segments in braces stand for any other. */
  readonly route: string;
  readonly stage: string;
  readonly host: string;
}

/**
 * A request's path from its route on, exactly as it was sent: empty, or starting with a slash. Undefined if the route is not in it.
 *
 * API Gateway's path starts with the stage, or, behind a custom domain, with the domain's base path mapping, which the message does not
 * tell. So the route is looked for segment by segment, from behind the stage where a stage is due, and the first match counts. With the
 * root as the route nothing tells a base path mapping from the path below, and the mapping stays in. A path token is left out.
 */
export function pathBelowDoor(path: string, { route, stage, host }: Door): string | undefined {
  const sent = segments(path);
  const wanted = segments(route);
  const first = sent[0] === stage && !isCustomDomain(host) ? 1 : 0;
  for (let start = first; start + wanted.length <= sent.length; start++) {
    if (wanted.every((segment, index) => matches(segment, sent[start + index]))) {
      return sent.slice(start).filter((_, index) => wanted[index] !== PATH_TOKEN_SEGMENT).map(segment => `/${segment}`).join('');
    }
  }
  return undefined;
}

/** Neither one of API Gateway's own names nor this machine. */
function isCustomDomain(host: string): boolean {
  return !/\.execute-api\.|^localhost$|^[\d.]+$|:/i.test(host);
}

/** `/a//b/` has the segments `a`, ``, `b` and ``; `/` and the empty path have none. */
function segments(path: string): string[] {
  const relative = path.startsWith('/') ? path.slice(1) : path;
  return relative === '' ? [] : relative.split('/');
}

function matches(wanted: string, sent: string): boolean {
  return wanted === sent || wanted.startsWith('{') || wanted === decoded(sent);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
