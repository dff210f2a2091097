import { Protocol, QueueRequest, QueueResponse } from './protocol';
import { element } from './xml';
import { missingParameter } from '../engine/errors';

const FORM_CONTENT_TYPE = 'application/x-www-form-urlencoded';
const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

const isForm = ({ headers }: QueueRequest): boolean => headers['content-type']?.split(';')[0].trim().toLowerCase() === FORM_CONTENT_TYPE;
const wantsJson = ({ headers }: QueueRequest): boolean => headers.accept?.split(',')[0].trim() === 'application/json';

/** The parameters, in the body or behind the URL; the queue is the one of the URL unless they name another. */
const form = (request: QueueRequest): URLSearchParams => {
  const parameters = new URLSearchParams(isForm(request) ? request.body.toString() : '');
  for (const [name, value] of request.url.searchParams) parameters.append(name, value);
  if (!parameters.has('QueueUrl') && request.url.pathname !== '/') parameters.set('QueueUrl', request.url.pathname);
  return parameters;
};

const action = (request: QueueRequest): string => {
  const name = form(request).get('Action');
  if (!name) throw missingParameter('Action');
  return name;
};

const answer = (status: number, type: string, body: string, requestId: string): QueueResponse =>
  ({ status, headers: { 'content-type': type, 'x-amzn-requestid': requestId }, body });

/** The older protocol: form parameters in, XML out, or JSON for clients such as API Gateway that prefer it. */
export const queryProtocol: Protocol = {
  action,

  input: (request, operation) => operation.input.fromForm(form(request), '') ?? operation.input.fromJson({}, ''),

  success(request, { output: shape }, output, requestId) {
    const name = action(request);
    if (wantsJson(request)) {
      const result = shape ? { [`${name}Result`]: shape.toJson(output) } : {};
      return answer(200, 'application/json', JSON.stringify({ [`${name}Response`]: { ...result, ResponseMetadata: { RequestId: requestId } } }), requestId);
    }
    const result = shape?.toXml(output, `${name}Result`) ?? '';
    const metadata = `<ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata>`;
    return answer(200, 'text/xml', `<?xml version="1.0"?><${name}Response xmlns="${NAMESPACE}">${result}${metadata}</${name}Response>`, requestId);
  },

  failure(request, { status, code, message, fault }, requestId) {
    if (wantsJson(request)) {
      return answer(status, 'application/json', JSON.stringify({ Error: { Code: code, Message: message, Type: fault }, RequestId: requestId }), requestId);
    }
    const error = `<Error>${element('Type', fault)}${element('Code', code)}${element('Message', message)}</Error>`;
    return answer(status, 'text/xml', `<?xml version="1.0"?><ErrorResponse xmlns="${NAMESPACE}">${error}${element('RequestId', requestId)}</ErrorResponse>`, requestId);
  },
};
