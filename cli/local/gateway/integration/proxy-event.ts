import type { Exchange } from '../exchange';
import { requestPayload } from './payload';
import { headerOf } from '../http/http-message';
import { queryPairs, visibleHeaders } from '../mapping/request-parameters';
import { javaString, type JavaMap } from '../velocity';

type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

/** The event by which a REST API hands a request over to a function; what is absent is null in it. */
export function proxyEvent(exchange: Exchange): object {
  const { request, api, context, resourcePath, parameters, stageVariables } = exchange;
  const headers = visibleHeaders(request);
  const query = queryPairs(request.queryString);
  return {
    resource: resourcePath,
    path: request.path.slice(api.stage.length + 1) || '/',
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: allOfEach(headers),
    queryStringParameters: lastOfEach(query),
    multiValueQueryStringParameters: allOfEach(query),
    pathParameters: lastOfEach([...parameters.path]),
    stageVariables: lastOfEach([...stageVariables]),
    requestContext: requestContext(exchange, context),
    ...payload(exchange),
  };
}

/** Bytes of a binary type go as base64, and everything else as text, whatever becomes of it. */
function payload({ request, body, api }: Exchange): { readonly body: string | null; readonly isBase64Encoded: boolean } {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const given = requestPayload(body, headerOf(request, 'Content-Type'), api.binaryMediaTypes);
  return typeof given === 'string' ? { body: given, isBase64Encoded: false } : { body: given.toString('base64'), isBase64Encoded: true };
}

const CONTEXT_TEXTS = [
  'accountId', 'apiId', 'domainName', 'domainPrefix', 'extendedRequestId', 'httpMethod', 'path', 'protocol', 'requestId', 'requestTime', 'resourcePath', 'stage',
];

/** Who calls, where an API asks for credentials of AWS; this one does not. */
const NOBODY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

function requestContext({ request }: Exchange, context: JavaMap): object {
  return {
    ...Object.fromEntries(CONTEXT_TEXTS.map(name => [name, javaString(context.get(name) ?? null)])),
    requestTimeEpoch: Number(context.get('requestTimeEpoch')),
    deploymentId: 'local',
    resourceId: 'local',
    identity: { ...NOBODY, sourceIp: request.sourceAddress, userAgent: headerOf(request, 'User-Agent') ?? null },
  };
}

function lastOfEach(pairs: Pairs): object | null {
  return pairs.length === 0 ? null : Object.fromEntries(namedAlike(pairs).map(([name, values]) => [name, values.at(-1)]));
}

function allOfEach(pairs: Pairs): object | null {
  return pairs.length === 0 ? null : Object.fromEntries(namedAlike(pairs));
}

function namedAlike(pairs: Pairs): Array<[name: string, values: string[]]> {
  const byName = new Map<string, string[]>();
  for (const [name, value] of pairs) byName.set(name, [...byName.get(name) ?? [], value]);
  return [...byName];
}
