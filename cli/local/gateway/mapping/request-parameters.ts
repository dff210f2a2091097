import type { RequestParameters } from './input';
import { headerOf, type HttpRequest } from '../http/http-message';

/** Headers that API Gateway takes off a request before anything else sees it. */
const DROPPED_HEADERS = new Set([
  'connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'www-authenticate',
]);

/** Path parameters, query and headers as `$input.params()` shows them. */
export function requestParameters(request: HttpRequest, pathParameters: ReadonlyMap<string, string>): RequestParameters {
  return { path: pathParameters, querystring: parseQuery(request.queryString), header: visibleHeaders(request) };
}

/** Of parameters that are there twice, the last one counts. */
function parseQuery(queryString: string): Map<string, string> {
  const pairs = queryString.split(/[&;]/).filter(pair => pair !== '');
  return new Map(pairs.map(pair => {
    const [name = '', ...value] = pair.split('=');
    return [decode(name), decode(value.join('='))];
  }));
}

/** Decodes as UTF-8; what is no valid escape stays as it is. */
function decode(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, escapes => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** Names keep their case, but for Authorization; of headers that are there twice, the last one counts. */
function visibleHeaders(request: HttpRequest): Map<string, string> {
  const byLowerCase = new Map([...request.headers, ...addedHeaders(request)].map(header => [header[0].toLowerCase(), header]));
  const authorization = byLowerCase.get('authorization');
  // API Gateway keeps a signature of AWS for itself.
  if (authorization?.[1].startsWith('AWS4-HMAC-SHA256')) byLowerCase.delete('authorization');
  else if (authorization !== undefined) byLowerCase.set('authorization', ['Authorization', authorization[1]]);
  return new Map([...byLowerCase].filter(([name]) => !DROPPED_HEADERS.has(name)).map(([, header]) => header));
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
