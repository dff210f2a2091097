import type { Pairs } from '../../pairs';

/**
 * The request target of HTTP/1.1 for a webhook: base path, path from the route on, query. Undefined where it might lead out of the base path.
 *
 * No URL parser sees what a sender wrote, so that it cannot become a host; and no dot segment goes out, however it is spelt, since the
 * backend or a proxy before it would resolve it.
 *
 * @param basePath of the target's URL, starting with a slash
 * @param path as it was sent: empty, or starting with a slash
 */
export function outgoingPath(basePath: string, path: string, query: Pairs): string | undefined {
  if (path.split(/[/\\]|%2f|%5c/i).some(isDotSegment)) return undefined;
  return joined(basePath, path) + search(query);
}

function joined(basePath: string, path: string): string {
  // The door's root is the target's URL itself, with or without a slash at its end.
  if (path === '' || path === '/') return basePath;
  // Two slashes at the start would name a host to a reader who takes the path for a relative reference.
  return (basePath.replace(/\/+$/, '') + escaped(path)).replace(/^\/+/, '/');
}

/** Some servers cut parameters off a segment before they resolve it. */
function isDotSegment(segment: string): boolean {
  const plain = segment.replace(/;.*/, '').replace(/%2e/gi, '.');
  return plain === '.' || plain === '..';
}

/** Escapes what may not stand in a path and leaves the rest, escapes included, as it was sent. */
function escaped(path: string): string {
  return path.replace(/[^\w\-.~!$&'()*+,;=:@/%]+/g, encodeURIComponent);
}

function search(query: Pairs): string {
  if (query.length === 0) return '';
  return '?' + query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
