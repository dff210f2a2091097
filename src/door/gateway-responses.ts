import { Stack } from 'aws-cdk-lib';
import { CfnGatewayResponse, GatewayResponse, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { CONTENT_TYPES } from './content-types';
import { errorBody } from './response-template';
import { DOOR_ERRORS, type DoorError } from '../contract/door-errors';

interface GatewayError extends Partial<Omit<DoorError, 'code'>> {
  readonly type: ResponseType;
  readonly code: string;
}

const CONTENT_TYPE_NAMES = CONTENT_TYPES.map(type => type.name).join(', ');

/** What API Gateway answers by itself. Where there is no message, its own is given. */
const GATEWAY_ERRORS: { readonly [id: string]: GatewayError } = {
  NotFound: { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, ...DOOR_ERRORS.NOT_FOUND },
  UnsupportedMediaType: {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'unsupported_media_type',
    message: `the Content-Type or Content-Encoding is not taken here; types that a route can take are ${CONTENT_TYPE_NAMES}`,
  },
  RequestTooLarge: { type: ResponseType.REQUEST_TOO_LARGE, ...DOOR_ERRORS.PAYLOAD_TOO_LARGE, message: 'the request is larger than 10 MB' },
  BadRequestBody: { type: ResponseType.BAD_REQUEST_BODY, status: 400, code: DOOR_ERRORS.INVALID_PAYLOAD.code },
  BadRequestParameters: { type: ResponseType.BAD_REQUEST_PARAMETERS, status: 400, code: 'invalid_request' },
  Throttled: { type: ResponseType.THROTTLED, ...DOOR_ERRORS.THROTTLED },
  QuotaExceeded: { type: ResponseType.QUOTA_EXCEEDED, ...DOOR_ERRORS.QUOTA_EXCEEDED },
  Forbidden: { type: ResponseType.WAF_FILTERED, ...DOOR_ERRORS.FORBIDDEN },
  // Its own message names the API.
  AddressNotAllowed: { type: ResponseType.ACCESS_DENIED, ...DOOR_ERRORS.FORBIDDEN },
  KeyMissing: { type: ResponseType.INVALID_API_KEY, ...DOOR_ERRORS.FORBIDDEN },
  IntegrationFailure: { type: ResponseType.INTEGRATION_FAILURE, ...DOOR_ERRORS.UNAVAILABLE, status: 504 },
  IntegrationTimeout: { type: ResponseType.INTEGRATION_TIMEOUT, ...DOOR_ERRORS.UNREACHABLE },
  Misconfigured: { type: ResponseType.API_CONFIGURATION_ERROR, ...DOOR_ERRORS.MISCONFIGURED, status: 500 },
  Default4xx: { type: ResponseType.DEFAULT_4XX, code: 'refused' },
  Default5xx: { type: ResponseType.DEFAULT_5XX, code: 'failed' },
};

/** An API has one of each type: what it has already, be it its owner's or another buffer's, stays. */
export function addGatewayResponses(scope: Construct, api: RestApi): void {
  const present = typesOf(api);
  for (const [id, error] of Object.entries(GATEWAY_ERRORS)) {
    if (present.includes(error.type.responseType)) continue;
    new GatewayResponse(scope, id, {
      restApi: api,
      type: error.type,
      statusCode: error.status?.toString(),
      responseHeaders: error.retryAfterSeconds === undefined ? undefined : { 'Retry-After': `'${error.retryAfterSeconds}'` },
      // API Gateway puts quotation marks around messageString itself, and nothing but values can be put in.
      templates: { 'application/json': errorBody(error.code, error.message === undefined ? '$context.error.messageString' : JSON.stringify(error.message)) },
    });
  }
}

function typesOf(api: RestApi): string[] {
  return Stack.of(api).node.findAll()
    .filter((construct): construct is CfnGatewayResponse => construct instanceof CfnGatewayResponse && construct.restApiId === api.restApiId)
    .map(({ responseType }) => responseType);
}
