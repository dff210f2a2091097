import { CONTENT_HANDLINGS, type GatewayResponse, type IntegrationResponse, type ResponseHeader } from '../rest-api';
import { javaMatches } from '../velocity';
import type { Properties } from './properties';
import { quoted } from './quoted';
import { readTemplates } from './read-templates';

/** API Gateway deploys only what the method responses announce. */
export function readIntegrationResponses(integration: Properties, methodResponses: readonly Properties[]): IntegrationResponse[] {
  const announced = new Map(methodResponses.map(response => [response.text('StatusCode'), response.keys('ResponseParameters')]));
  return integration.nestedList('IntegrationResponses').map(response => {
    response.requireOnly('ContentHandling', 'ResponseParameters', 'ResponseTemplates', 'SelectionPattern', 'StatusCode');
    const headers = announced.get(response.text('StatusCode'));
    if (headers === undefined) throw response.error(`no method response has the status ${response.text('StatusCode')}`);
    return {
      selectionPattern: readSelectionPattern(response),
      status: response.number('StatusCode'),
      contentHandling: response.oneOf('ContentHandling', CONTENT_HANDLINGS),
      headers: readHeaders(response, headers),
      templates: readTemplates(response, 'ResponseTemplates'),
    };
  });
}

function readSelectionPattern(response: Properties): string | undefined {
  const pattern = response.optionalText('SelectionPattern') ?? '';
  try {
    javaMatches(pattern, '200');
  } catch (error) {
    throw response.error(`SelectionPattern: ${(error as Error).message}`);
  }
  // An empty pattern is none.
  return pattern === '' ? undefined : pattern;
}

function readHeaders(response: Properties, announced: readonly string[]): ReadonlyMap<string, ResponseHeader> {
  return new Map([...response.textMap('ResponseParameters')].map(([target, source]) => {
    if (!announced.includes(target)) throw response.error(`no method response has the parameter ${target}`);
    const header = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    const mapping = readMapping(source);
    if (header === undefined || mapping === undefined) {
      throw response.notEmulated(`the response parameter ${target}: ${source}`, "method.response.header.<name>: '<text>' or integration.response.header.<name>");
    }
    return [header, mapping];
  }));
}

function readMapping(source: string): ResponseHeader | undefined {
  const text = quoted(source);
  if (text !== undefined) return { from: 'text', text };
  const header = /^integration\.response\.header\.(.+)$/.exec(source)?.[1];
  return header === undefined ? undefined : { from: 'integration', header };
}

/** @returns the response with its type */
export function readGatewayResponse(response: Properties): [string, GatewayResponse] {
  response.requireOnly('ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode');
  const headers = new Map([...response.textMap('ResponseParameters')].map(([target, source]): [string, string] => {
    const header = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    const text = quoted(source);
    if (header === undefined || text === undefined) {
      throw response.notEmulated(`the response parameter ${target}: ${source}`, "gatewayresponse.header.<name>: '<text>'");
    }
    return [header, text];
  }));
  return [response.text('ResponseType'), { status: response.optionalNumber('StatusCode'), headers, templates: response.textMap('ResponseTemplates') }];
}
