import type { ServiceProtocol } from './service-call';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?|$)/;

/** Whether the caller waits for the function. */
export function isWaitedFor(input: { readonly [name: string]: unknown }): boolean {
  return input.InvocationType !== 'Event';
}

/** Invoke. */
export const lambda: ServiceProtocol = {
  read({ method, url, headers, body }) {
    const [, name] = INVOKE.exec(url) ?? [];
    if (method !== 'POST' || name === undefined) return undefined;
    const resource = decodeURIComponent(name);
    const InvocationType = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    return { service: 'Lambda', resource, content: body.toString(), input: { FunctionName: resource, InvocationType } };
  },
  answer({ input }, { functionError, payload = 'null' }) {
    if (!isWaitedFor(input)) return { status: 202 };
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...functionError !== undefined && { 'x-amz-function-error': functionError } },
      body: payload,
    };
  },
  refuse({ code, status, message = code }) {
    return { status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': code }, body: JSON.stringify({ Type: 'User', message }) };
  },
};
