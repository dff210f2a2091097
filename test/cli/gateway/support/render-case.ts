import fc from 'fast-check';
import { binaryBody, type HostileRequest, hostileRequest, queryString, textBody } from './hostile-requests';
import { GatewayError } from '../../../../cli/local/gateway/gateway-error';
import type { HttpRequest } from '../../../../cli/local/gateway/http/http-message';
import { requestPayload } from '../../../../cli/local/gateway/integration/payload';
import type { RequestParameters } from '../../../../cli/local/gateway/mapping/input';
import { render } from '../../../../cli/local/gateway/mapping/render';
import { requestContext } from '../../../../cli/local/gateway/mapping/request-context';
import { requestParameters } from '../../../../cli/local/gateway/mapping/request-parameters';
import type { RestApi } from '../../../../cli/local/gateway/rest-api';
import { javaString, type JavaMap, type JavaValue, parseTemplate, type Template, TemplateError } from '../../../../cli/local/gateway/velocity';

/** A template with everything that it is rendered over. */
export interface RenderCase {
  readonly template: string;
  readonly body: string;
  readonly parameters: RequestParameters;
  readonly context: JavaMap;
}

export type Rendering =
  | { readonly text: string; readonly responseOverride: string }
  /** `payload`: the body is no JSON although the template reads it; API Gateway answers 400. */
  | { readonly failure: 'payload' | 'evaluation' };

const API = { id: 'Api', account: '000000000000', stage: 'prod', methods: [] } as unknown as RestApi;

function httpRequest(sent: HostileRequest): HttpRequest {
  return {
    method: sent.method,
    path: `/prod/hooks${sent.below}`,
    queryString: queryString(sent),
    headers: [['Host', '127.0.0.1:4000'], ...sent.headers],
    body: sent.body,
    sourceAddress: '127.0.0.1',
    port: 4000,
  };
}

/** What API Gateway would hand to a template for this request. */
export function requestCase(template: string, sent: HostileRequest, binary: boolean): RenderCase {
  const request = httpRequest(sent);
  const pathParameters = new Map(sent.below === '' ? [] : [['below', sent.below.slice(1)]]);
  const payload = requestPayload(sent.body, 'application/octet-stream', binary ? ['application/octet-stream'] : [], 'CONVERT_TO_TEXT');
  return {
    template,
    body: payload as string,
    parameters: requestParameters(request, pathParameters),
    context: requestContext(API, request, undefined, 1_800_000_000_000),
  };
}

export const NOTHING_SENT: HostileRequest = { method: 'POST', below: '', query: [], brokenQuery: [], headers: [], body: Buffer.alloc(0) };

/** The same template over a body that stands alone. */
export function bodyCase(template: string, body: string): RenderCase {
  return { ...requestCase(template, NOTHING_SENT, false), body };
}

export function hostileRequests(binary: boolean, numRuns: number, seed: number): HostileRequest[] {
  return fc.sample(hostileRequest(binary ? binaryBody : textBody, { through: 'nothing' }), { seed, numRuns });
}

const parsed = new Map<string, Template>();

function parsedOnce(source: string): Template {
  const template = parsed.get(source) ?? parseTemplate(source);
  parsed.set(source, template);
  return template;
}

/** Renders a case in the local gateway; what a template overrides does not reach the case's own context. */
export function renderHere({ template, body, parameters, context }: RenderCase): Rendering {
  const ownContext = deepCopy(context) as JavaMap;
  try {
    const text = render(parsedOnce(template), body, { parameters, context: ownContext, stageVariables: new Map() });
    return { text, responseOverride: javaString(ownContext.get('responseOverride') ?? null) };
  } catch (error) {
    if (error instanceof GatewayError) return { failure: error.type === 'BAD_REQUEST_BODY' ? 'payload' : 'evaluation' };
    if (error instanceof TemplateError) return { failure: 'evaluation' };
    throw error;
  }
}

function deepCopy(value: JavaValue): JavaValue {
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, deepCopy(item)])) : value;
}
