import type { Exchange } from '../exchange';
import { GatewayError } from '../gateway-error';
import { requestPayload } from './payload';
import { requestTemplate } from './template-choice';
import { headerOf } from '../http/http-message';
import { render } from '../mapping/render';
import { headerOverrides } from '../mapping/request-context';

export interface IntegrationRequest {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Headers that only the gateway may set on a request to AWS. */
const RESERVED_HEADERS = ['authorization', 'connection', 'content-length', 'expect', 'proxy-authenticate', 'te', 'transfer-encoding', 'x-amzn-trace-id'];

/** What is sent to the integration. */
export function integrationRequest(exchange: Exchange): IntegrationRequest {
  const body = Buffer.from(integrationBody(exchange));
  return { headers: integrationHeaders(exchange), body };
}

function integrationBody(exchange: Exchange): string | Buffer {
  const { request, body, integration, api } = exchange;
  const contentType = headerOf(request, 'Content-Type');
  const template = requestTemplate(integration, contentType);
  const payload = requestPayload(body, contentType, api.binaryMediaTypes, integration.contentHandling);
  if (template === undefined) return payload;
  if (typeof payload === 'string') return render(template, payload, exchange);
  throw new GatewayError('API_CONFIGURATION_ERROR', 'a request template cannot read a binary body unless contentHandling is CONVERT_TO_TEXT');
}

function integrationHeaders({ request, integration, api, context }: Exchange): ReadonlyMap<string, string> {
  const mapped = [...integration.headers, ...headerOverrides(context, 'requestOverride')].map(([name, value]) => [name.toLowerCase(), value] as const);
  const reserved = mapped.find(([name]) => RESERVED_HEADERS.includes(name));
  if (reserved !== undefined) throw new GatewayError('API_CONFIGURATION_ERROR', `the integration header ${reserved[0]} is reserved`);
  return new Map([
    ['accept', 'application/json'],
    ['content-type', headerOf(request, 'Content-Type') ?? 'application/json'],
    ['user-agent', `AmazonAPIGateway_${api.id}`],
    ...mapped,
  ]);
}
