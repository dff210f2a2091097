import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { EnvelopeFlag } from '../../src/contract/envelope';
import { PATH_TOKEN_SEGMENT } from '../../src/contract/path-token';
import type { Pairs } from '../pairs';
import { requestUrl, type SignedRequest } from '../signatures/signed-request';

/** One HTTP request at the door, as API Gateway hands it over. */
export interface DoorRequest extends SignedRequest {
  /** Path of the route, such as `/github`. */
  readonly route: string;
  /** With the stage. */
  readonly path: string;
  readonly stage: string;
  readonly host: string;
  /** As they stand in the path. */
  readonly pathParameters: Pairs;
  readonly sourceAddress: string;
  /** The extended one, which a client cannot choose. */
  readonly requestId: string;
  readonly flags: readonly EnvelopeFlag[];
}

const REPLACEMENT = '\uFFFD';

/** @param route as `routeOf` finds it */
export function doorRequest(event: APIGatewayProxyEvent, route: string): DoorRequest {
  const { requestContext: context } = event;
  const headers = pairsOf(event.multiValueHeaders, event.headers);
  const query = pairsOf(event.multiValueQueryStringParameters, event.queryStringParameters);
  const host = context.domainName ?? '';
  const text = event.body ?? '';
  return {
    method: event.httpMethod,
    url: requestUrl(host, context.path, query),
    route,
    path: context.path,
    stage: context.stage,
    host,
    headers,
    query,
    pathParameters: pairsOf(null, event.pathParameters),
    body: Buffer.from(text, event.isBase64Encoded ? 'base64' : 'utf8'),
    sourceAddress: context.identity.sourceIp,
    requestId: context.extendedRequestId ?? context.requestId,
    receivedAt: context.requestTimeEpoch,
    flags: [
      ...!event.isBase64Encoded && text.includes(REPLACEMENT) ? ['lossy' as const] : [],
      ...isEncoded(headers) ? ['decoded' as const] : [],
    ],
  };
}

/** The route that a resource belongs to. Where the door has a token in its paths, the resource holds the token itself, and the route does not. */
export function routeOf({ resource }: Pick<APIGatewayProxyEvent, 'resource'>, routes: readonly string[]): string | undefined {
  const path = resource.replace(/\/\{below\+\}$/, '') || '/';
  return routes.find(route => route === path) ?? routes.find(route => isBehindToken(route, path));
}

function isBehindToken(route: string, path: string): boolean {
  const [tokenSegment, ...wanted] = route.split('/').slice(1);
  const [, ...given] = path.split('/').slice(1);
  return tokenSegment === PATH_TOKEN_SEGMENT && wanted.join('/') === given.join('/');
}

type Many = Readonly<Record<string, readonly string[] | undefined>> | null;
type Single = Readonly<Record<string, string | undefined>> | null;

/** The lists hold what came more than once. */
function pairsOf(lists: Many | undefined, singles: Single | undefined): Pairs {
  const all = Object.entries<readonly string[] | string | undefined>(lists ?? singles ?? {});
  return all.flatMap(([name, values]) => (typeof values === 'string' ? [values] : values ?? []).map(value => [name, value] as const));
}

function isEncoded(headers: Pairs): boolean {
  return headers.some(([name, coding]) => name.toLowerCase() === 'content-encoding' && coding !== '' && coding.toLowerCase() !== 'identity');
}
