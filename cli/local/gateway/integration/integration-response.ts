import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Exchange } from '../exchange';
import { GatewayError } from '../gateway-error';
import type { IntegrationAnswer } from './integration-answer';
import { responsePayload } from './payload';
import { headerOf, type HttpAnswer } from '../http/http-message';
import { render } from '../mapping/render';
import { headerOverrides, override } from '../mapping/request-context';
import type { Integration, IntegrationResponse } from '../rest-api';
import { templateForAccept } from './template-choice';
import { javaMatches, type JavaMap } from '../velocity';

/** Turns what the integration said into the answer to the sender. */
export function integrationResponse(exchange: Exchange, answer: IntegrationAnswer): HttpAnswer {
  const response = selectResponse(exchange.integration, answer.status);
  const accept = headerOf(exchange.request, 'Accept');
  const payload = responsePayload(answer, accept, exchange.api.binaryMediaTypes, response.contentHandling);
  const [type, template] = templateForAccept(response.templates, accept) ?? ['application/json'];
  if (template !== undefined && typeof payload !== 'string') {
    throw new GatewayError('API_CONFIGURATION_ERROR', 'a response template cannot read a binary body unless contentHandling is CONVERT_TO_TEXT');
  }
  const body = template === undefined || typeof payload !== 'string' ? payload : render(template, payload, exchange);
  const headers = [...mappedHeaders(response, answer), ...headerOverrides(exchange.context, 'responseOverride')];
  headers.forEach(requireValidHeader);
  return {
    status: statusOverride(exchange.context) ?? response.status,
    headers: new Map([['Content-Type', type], ...headers]),
    body: Buffer.from(body),
  };
}

function requireValidHeader([name, value]: [string, string]): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new GatewayError('API_CONFIGURATION_ERROR', `the response header ${JSON.stringify(name)} cannot be sent`);
  }
}

/** The first response whose pattern matches, or else the one without a pattern. */
function selectResponse({ responses }: Integration, status: number): IntegrationResponse {
  const selected = responses.find(({ selectionPattern }) => selectionPattern !== undefined && javaMatches(selectionPattern, String(status)))
    ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (selected === undefined) throw new GatewayError('API_CONFIGURATION_ERROR', `no integration response matches the status ${status}, and there is no default`);
  return selected;
}

/** Anything but a whole number from 100 to 599 is ignored. */
function statusOverride(context: JavaMap): number | undefined {
  const status = override(context, 'responseOverride', 'status');
  return typeof status === 'bigint' && status >= 100n && status <= 599n ? Number(status) : undefined;
}

function mappedHeaders({ headers }: IntegrationResponse, answer: IntegrationAnswer): Array<[name: string, value: string]> {
  return [...headers].flatMap(([name, header]): Array<[string, string]> => {
    const value = header.from === 'text' ? header.text : answer.headers.get(header.header.toLowerCase());
    return value === undefined ? [] : [[name, value]];
  });
}
