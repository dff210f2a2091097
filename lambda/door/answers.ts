import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Refusal } from './refusal';
import type { FunctionDoorRoute } from '../../src/contract/function-door-configuration';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** One shape for every error at the door. */
export function errorAnswer({ error, headers }: Refusal, requestId: string): APIGatewayProxyResult {
  const { status, code, message, retryAfterSeconds } = error;
  return {
    statusCode: status,
    headers: { ...JSON_TYPE, ...headers, ...retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) } },
    body: JSON.stringify({ error: code, message, requestId }),
  };
}

/** The answer to a webhook that SQS holds. */
export function acceptedAnswer({ acknowledgementStatus, acknowledgementBody }: FunctionDoorRoute, messageId: string): APIGatewayProxyResult {
  return {
    statusCode: acknowledgementStatus,
    headers: JSON_TYPE,
    body: acknowledgementBody ? JSON.stringify({ status: 'accepted', messageId }) : '',
  };
}
