import { GatewayError } from '../gateway-error';
import { mimeType } from '../http/http-message';
import type { Integration } from '../rest-api';
import type { Template } from '../velocity';

const DEFAULT_TYPE = 'application/json';

/** The template for a request's Content-Type; undefined where the body is passed through as it is. */
export function requestTemplate({ requestTemplates, passthrough }: Integration, contentType: string | undefined): Template | undefined {
  const template = requestTemplates.get(mimeType(contentType ?? DEFAULT_TYPE));
  if (template !== undefined || passthrough === 'WHEN_NO_MATCH') return template;
  if (passthrough === 'WHEN_NO_TEMPLATES' && requestTemplates.size === 0) return undefined;
  throw new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'the method has no request template for the Content-Type');
}

/** The template for an answer, with its type: that for the request's Accept, or else that for JSON, or else the first. */
export function templateForAccept<T>(templates: ReadonlyMap<string, T>, accept = ''): readonly [type: string, template: T] | undefined {
  const all = [...templates];
  return all.find(([type]) => type === mimeType(accept)) ?? all.find(([type]) => type === DEFAULT_TYPE) ?? all[0];
}
