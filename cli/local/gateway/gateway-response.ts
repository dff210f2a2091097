import type { GatewayError } from './gateway-error';
import type { HttpAnswer } from './http/http-message';
import { templateForAccept } from './integration/template-choice';
import type { GatewayResponse, RestApi } from './rest-api';
import { type JavaMap, javaString, type JavaValue } from './velocity';

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const VARIABLE = /\$\{((?:context|stageVariables)(?:\.\w+)+)\}|\$((?:context|stageVariables)(?:\.\w+)+)/g;

/** The answer that the gateway gives by itself. Its templates are no VTL: variables are put in, and that is all. */
export function gatewayAnswer(error: GatewayError, api: RestApi, context: JavaMap, accept: string | undefined): HttpAnswer {
  const response = configuredResponse(error, api);
  const [type, template] = templateForAccept(response?.templates ?? new Map<string, string>(), accept) ?? ['application/json', DEFAULT_TEMPLATE];
  const variables = new Map<string, JavaValue>([['context', new Map([...context, ['error', errorVariables(error)]])], ['stageVariables', new Map(api.stageVariables)]]);
  const body = template.replace(VARIABLE, (_, inBraces?: string, plain?: string) => javaString(lookUp(variables, inBraces ?? plain ?? '')));
  return {
    status: response?.status ?? error.status,
    headers: new Map([['Content-Type', type], ['x-amzn-ErrorType', error.exception], ...(response?.headers ?? [])]),
    body: Buffer.from(body),
  };
}

/** An API can shape each type of error, or all errors of the sender's or of the gateway's making. */
function configuredResponse(error: GatewayError, { gatewayResponses }: RestApi): GatewayResponse | undefined {
  return gatewayResponses.get(error.type) ?? gatewayResponses.get(error.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
}

function errorVariables(error: GatewayError): JavaMap {
  return new Map([['message', error.publicMessage], ['messageString', JSON.stringify(error.publicMessage)], ['responseType', error.type]]);
}

function lookUp(variables: JavaMap, path: string): JavaValue {
  return path.split('.').reduce((value: JavaValue, name) => (value instanceof Map ? value.get(name) ?? null : null), variables);
}
