import { once } from 'node:events';
import { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status?: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends exactly these bytes and headers. */
export const post = async (url: string, headers: OutgoingHttpHeaders, body: string | Buffer = '', method = 'POST'): Promise<Answer> => {
  const outgoing = request(url, { method, headers, agent: false }).end(body);
  const [response] = await once(outgoing, 'response') as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
};

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A request of the query protocol. */
export const postForm = async (url: string, parameters: Record<string, string>, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  post(url, { ...FORM, ...headers }, new URLSearchParams(parameters).toString());

/** A request of the JSON protocol. */
export const postJson = async (url: string, operation: string, body: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  post(url, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}`, ...headers }, body);
