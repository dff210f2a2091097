/** What API Gateway answers by itself: status, message and the exception that it names in a header. */
const GATEWAY_ERRORS = {
  ACCESS_DENIED: { status: 403, message: 'User: anonymous is not authorized to perform: execute-api:Invoke', exception: 'AccessDeniedException' },
  API_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error', exception: 'InternalServerErrorException' },
  BAD_REQUEST_BODY: { status: 400, message: 'Invalid request body', exception: 'BadRequestException' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error', exception: 'InternalServerErrorException' },
  INTEGRATION_FAILURE: { status: 504, message: 'Internal server error', exception: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out', exception: 'InternalServerErrorException' },
  INVALID_API_KEY: { status: 403, message: 'Forbidden', exception: 'ForbiddenException' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token', exception: 'MissingAuthenticationTokenException' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', exception: 'RequestTooLargeException' },
  THROTTLED: { status: 429, message: 'Too Many Requests', exception: 'TooManyRequestsException' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Unsupported Media Type', exception: 'BadRequestException' },
} as const;

export type GatewayErrorType = keyof typeof GATEWAY_ERRORS;

/** Ends the handling of a request with a gateway response. */
export class GatewayError extends Error {
  readonly status: number;
  readonly exception: string;
  /** What the sender is told, unless the API's own gateway response says otherwise. */
  readonly publicMessage: string;

  /** @param detail what went wrong, for the person who runs the local stack */
  constructor(readonly type: GatewayErrorType, detail?: string, publicMessage?: string) {
    const { status, message, exception } = GATEWAY_ERRORS[type];
    super(detail === undefined ? type : `${type}: ${detail}`);
    this.status = status;
    this.exception = exception;
    this.publicMessage = publicMessage ?? message;
  }
}
