import { Protocol } from './protocol';
import { QueueError } from '../engine/errors';

export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET_PREFIX = 'AmazonSQS.';

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new QueueError('MalformedInput', 'The request body is not valid JSON.');
  }
};

/** AWS JSON 1.0: the operation in a header, input and output as JSON. */
export const jsonProtocol: Protocol = {
  action({ headers }) {
    const target = String(headers['x-amz-target']);
    if (!target.startsWith(TARGET_PREFIX)) throw new QueueError('InvalidAction', `The header X-Amz-Target must be ${TARGET_PREFIX}<operation>, but is ${target}.`);
    return target.slice(TARGET_PREFIX.length);
  },

  input: ({ body }, operation) => operation.input.fromJson(parse(body), ''),

  success: (_request, operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': JSON_CONTENT_TYPE, 'x-amzn-requestid': requestId },
    body: operation.output ? JSON.stringify(operation.output.toJson(output)) : '',
  }),

  failure: (_request, error, requestId) => ({
    status: error.status,
    headers: { 'content-type': JSON_CONTENT_TYPE, 'x-amzn-requestid': requestId, 'x-amzn-query-error': `${error.code};${error.fault}` },
    body: JSON.stringify({ __type: error.type, message: error.message }),
  }),
};
