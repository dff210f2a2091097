import type { RequestParameters } from './input';
import { headerOf, type HttpRequest } from '../http/http-message';

/** Headers that API Gateway takes off a request before anything else sees it. */
const DROPPED_HEADERS = new Set([
  'connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'www-authenticate',
]);

/** Path parameters, query and headers as `$input.params()` shows them. */
export function requestParameters(request: HttpRequest, pathParameters: ReadonlyMap<string, string>): RequestParameters {
  // Of what is there twice, the last one counts.
  return { path: pathParameters, querystring: new Map(queryPairs(request.queryString)), header: new Map(visibleHeaders(request)) };
}

/** Query parameters, decoded. */
export function queryPairs(queryString: string): Array<readonly [name: string, value: string]> {
  const pairs = queryString.split(/[&;]/).filter(pair => pair !== '');
  return pairs.map(pair => {
    const [name = '', ...value] = pair.split('=');
    return [decode(name), decode(value.join('='))];
  });
}

/** Decodes as UTF-8; what is no valid escape stays as it is. */
function decode(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, escapes => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** What API Gateway lets through and adds. Names keep their case, but for Authorization; those that differ in it alone are made alike. */
export function visibleHeaders(request: HttpRequest): Array<readonly [name: string, value: string]> {
  const added = addedHeaders(request);
  const headers = [...request.headers.filter(([name]) => !added.some(([other]) => other.toLowerCase() === name.toLowerCase())), ...added];
  const names = new Map(headers.map(([name]) => [name.toLowerCase(), name.toLowerCase() === 'authorization' ? 'Authorization' : name]));
  return headers
    .filter(([name, value]) => !DROPPED_HEADERS.has(name.toLowerCase()) && !isSignatureOfAws(name, value))
    .map(([name, value]) => [names.get(name.toLowerCase()) ?? name, value]);
}

/** API Gateway keeps it for itself. */
function isSignatureOfAws(name: string, value: string): boolean {
  return name.toLowerCase() === 'authorization' && value.startsWith('AWS4-HMAC-SHA256');
}

/** What API Gateway adds. */
function addedHeaders(request: HttpRequest): Array<readonly [name: string, value: string]> {
  const forwardedFor = headerOf(request, 'X-Forwarded-For');
  return [
    ['X-Forwarded-For', forwardedFor === undefined ? request.sourceAddress : `${forwardedFor}, ${request.sourceAddress}`],
    ['X-Forwarded-Port', String(request.port)],
    ['X-Forwarded-Proto', 'http'],
  ];
}
