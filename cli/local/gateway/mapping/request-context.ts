import { randomBytes, randomUUID } from 'node:crypto';
import { headerOf, type HttpRequest } from '../http/http-message';
import type { Method, RestApi } from '../rest-api';
import { javaString, type JavaMap, type JavaValue } from '../velocity';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** AWS's are as long, and end in an equals sign too. */
const EXTENDED_REQUEST_ID_BYTES = 11;

/** `$context` */
export function requestContext(api: RestApi, request: HttpRequest, method: Method | undefined, now: number): JavaMap {
  const host = headerOf(request, 'Host') ?? '';
  return map({
    accountId: api.account,
    apiId: api.id,
    domainName: host,
    domainPrefix: host.split('.', 1).join(''),
    extendedRequestId: randomBytes(EXTENDED_REQUEST_ID_BYTES).toString('base64'),
    httpMethod: request.method,
    identity: map({ sourceIp: request.sourceAddress, userAgent: headerOf(request, 'User-Agent') ?? null }),
    path: request.path,
    protocol: 'HTTP/1.1',
    // A client can choose this one.
    requestId: headerOf(request, 'x-amzn-RequestId') ?? randomUUID(),
    requestTime: commonLogTime(new Date(now)),
    requestTimeEpoch: BigInt(now),
    resourcePath: method?.resourcePath ?? null,
    stage: api.stage,
    ...overrides(),
  });
}

/** The same context for the response templates, without what the request template overrode. */
export function withoutOverrides(context: JavaMap): JavaMap {
  return new Map([...context, ...Object.entries(overrides())]);
}

/** What templates override, by `$context.requestOverride` or `$context.responseOverride`. */
export function override(context: JavaMap, of: 'requestOverride' | 'responseOverride', name: string): JavaValue {
  const values = context.get(of);
  return values instanceof Map ? values.get(name) ?? null : null;
}

/** Headers that a template overrode. */
export function headerOverrides(context: JavaMap, of: 'requestOverride' | 'responseOverride'): Array<[name: string, value: string]> {
  const headers = override(context, of, 'header');
  return headers instanceof Map ? [...headers].map(([name, value]) => [name, javaString(value)]) : [];
}

function overrides(): { [name: string]: JavaMap } {
  return {
    requestOverride: map({ header: map({}), path: map({}), querystring: map({}) }),
    responseOverride: map({ header: map({}) }),
  };
}

function map(values: { readonly [name: string]: JavaValue }): JavaMap {
  return new Map(Object.entries(values));
}

/** Such as `19/Nov/2026:08:05:03 +0000`. */
function commonLogTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split(/[T.]/);
  const [year, , day] = date.split('-');
  return `${day}/${MONTHS[time.getUTCMonth()]}/${year}:${clock} +0000`;
}
