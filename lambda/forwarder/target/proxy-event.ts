import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Webhook } from '../envelope';
import type { AttemptIdentity } from '../ports';
import { outgoingHeaders } from './outgoing-headers';
import { textOf, valuesByName } from './webhook-message';

/** What API Gateway says beside the request itself, as far as there is any of it behind a queue. */
interface RequestContext extends Pick<APIGatewayProxyEvent['requestContext'], 'requestId' | 'requestTimeEpoch' | 'resourcePath' | 'path' | 'httpMethod' | 'domainName' | 'protocol' | 'stage'> {
  readonly identity: { readonly sourceIp: string; readonly userAgent: string | null };
  readonly webhookBuffer: AttemptIdentity & { readonly route: string; readonly flags: readonly string[] };
}

export type ProxyEvent = Omit<APIGatewayProxyEvent, 'requestContext'> & { readonly requestContext: RequestContext };

/** The event by which API Gateway's Lambda proxy integration would hand the webhook over, with the headers that an HTTP backend would get. */
export function proxyEvent(webhook: Webhook, identity: AttemptIdentity, forwardHeaders: ReadonlySet<string>): ProxyEvent {
  const path = webhook.path || '/';
  const headers = valuesByName(inPairs(outgoingHeaders(webhook, identity, webhook.host, forwardHeaders)));
  const query = webhook.query.length > 0 ? valuesByName(webhook.query) : undefined;
  return {
    resource: webhook.route,
    path,
    httpMethod: webhook.method,
    headers: lastOfEach(headers),
    multiValueHeaders: copied(headers),
    queryStringParameters: query ? lastOfEach(query) : null,
    multiValueQueryStringParameters: query ? copied(query) : null,
    pathParameters: null,
    stageVariables: null,
    requestContext: requestContext(webhook, identity, path),
    ...body(webhook.body),
  };
}

function requestContext(webhook: Webhook, identity: AttemptIdentity, path: string): RequestContext {
  return {
    requestId: identity.messageId,
    requestTimeEpoch: webhook.receivedAt,
    resourcePath: webhook.route,
    path,
    httpMethod: webhook.method,
    domainName: webhook.host,
    protocol: 'HTTP/1.1',
    stage: '$default',
    identity: {
      sourceIp: webhook.sourceAddress,
      userAgent: webhook.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null,
    },
    webhookBuffer: { ...identity, route: webhook.route, flags: webhook.flags },
  };
}

function body(bytes: Buffer): Pick<ProxyEvent, 'body' | 'isBase64Encoded'> {
  if (bytes.length === 0) return { body: null, isBase64Encoded: false };
  const text = textOf(bytes);
  return { body: text ?? bytes.toString('base64'), isBase64Encoded: text === undefined };
}

function inPairs(namesAndValues: readonly string[]): Array<[string, string]> {
  return namesAndValues.flatMap((name, index) => index % 2 === 0 ? [[name, namesAndValues[index + 1] ?? ''] as [string, string]] : []);
}

function lastOfEach(values: ReturnType<typeof valuesByName>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1)]));
}

function copied(values: ReturnType<typeof valuesByName>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, [...all]]));
}
