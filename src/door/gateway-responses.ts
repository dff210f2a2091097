import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CONTENT_TYPES } from './content-types';
import { errorBody } from './response-template';

interface GatewayError {
  readonly type: ResponseType;
  readonly status?: number;
  readonly code: string;
  /** Without one, API Gateway's own message is given. */
  readonly message?: string;
  readonly retryAfterSeconds?: number;
}

const CONTENT_TYPE_NAMES = CONTENT_TYPES.map(type => type.name).join(', ');

/** What API Gateway answers by itself. Only where the sender is at fault it is 4xx, so that no provider gives up a webhook for our faults. */
const GATEWAY_ERRORS: { readonly [id: string]: GatewayError } = {
  NotFound: { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, status: 404, code: 'not_found', message: 'no webhooks are taken at this path' },
  UnsupportedMediaType: {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'unsupported_media_type',
    message: `the Content-Type or Content-Encoding is not taken; the types are ${CONTENT_TYPE_NAMES}`,
  },
  RequestTooLarge: { type: ResponseType.REQUEST_TOO_LARGE, status: 413, code: 'payload_too_large', message: 'the request is larger than 10 MB' },
  BadRequestBody: { type: ResponseType.BAD_REQUEST_BODY, status: 400, code: 'invalid_payload' },
  BadRequestParameters: { type: ResponseType.BAD_REQUEST_PARAMETERS, status: 400, code: 'invalid_request' },
  Throttled: { type: ResponseType.THROTTLED, status: 429, code: 'throttled', message: 'too many requests; try again later', retryAfterSeconds: 5 },
  QuotaExceeded: { type: ResponseType.QUOTA_EXCEEDED, status: 429, code: 'quota_exceeded', message: 'too many requests; try again later', retryAfterSeconds: 60 },
  Forbidden: { type: ResponseType.WAF_FILTERED, status: 403, code: 'forbidden', message: 'the request was refused' },
  IntegrationFailure: { type: ResponseType.INTEGRATION_FAILURE, status: 504, code: 'unavailable', message: 'the webhook could not be queued; try again later', retryAfterSeconds: 5 },
  IntegrationTimeout: { type: ResponseType.INTEGRATION_TIMEOUT, status: 504, code: 'unavailable', message: 'the webhook could not be queued in time; try again later', retryAfterSeconds: 5 },
  Misconfigured: { type: ResponseType.API_CONFIGURATION_ERROR, status: 500, code: 'misconfigured', message: 'the webhook could not be queued' },
  Default4xx: { type: ResponseType.DEFAULT_4XX, code: 'refused' },
  Default5xx: { type: ResponseType.DEFAULT_5XX, code: 'failed' },
};

export function addGatewayResponses(api: RestApi): void {
  for (const [id, error] of Object.entries(GATEWAY_ERRORS)) {
    api.addGatewayResponse(id, {
      type: error.type,
      statusCode: error.status?.toString(),
      responseHeaders: error.retryAfterSeconds === undefined ? undefined : { 'Retry-After': `'${error.retryAfterSeconds}'` },
      // API Gateway puts quotation marks around messageString itself, and nothing but values can be put in.
      templates: { 'application/json': errorBody(error.code, error.message === undefined ? '$context.error.messageString' : JSON.stringify(error.message)) },
    });
  }
}
