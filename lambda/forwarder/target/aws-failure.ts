import type { Outcome, TargetResult } from '../ports';

/** What a call of the SDK rejects with. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Of Node's client, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly retryAfterSeconds?: string | number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Services of AWS say so by many codes, and some of them with status 400. */
export const THROTTLED = /Throttl|TooManyRequests|LimitExceeded|LimitReached|OverLimit|SlowDown/i;

/** It is the message that the service will not take. */
const REFUSED = /^(?:Invalid(?:Parameter(?:Value)?|Argument|RequestContent|ExecutionInput|Name|MessageContents)|ParameterValueInvalid|MissingParameter|MissingRequiredParameter|(?:SerializedRequestEntity|Request)TooLarge|UnsupportedMediaType|Validation|MalformedDetail)(?:Exception|Error)?$/;

/** A person has to mend something first: a permission, a key, a function's set-up, something that was deleted. */
const TO_BE_MENDED = /Denied|NotAuthorized|AuthorizationError|Unrecognized|Token|Credentials|Signature|NotFound|NonExistent|NotExist|KMS|Kms|Invalid(?:Runtime|SecurityGroupID|SubnetID|ZipFile)|Disabled|Deleting/;

/** Nothing was sent, or it never arrived. */
const UNREACHED: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'TIMEOUT_CONNECT']);

/** How an attempt ended whose call rejected. @param timedOut whether its time was over */
export function awsFailure(error: unknown, timedOut: boolean): TargetResult {
  const { message, retryAfterSeconds, $metadata }: SdkError = error instanceof Error ? error : {};
  const httpStatus = $metadata?.httpStatusCode;
  const errorCode = timedOut ? 'TIMEOUT_TOTAL' : codeOf(error as SdkError);
  return {
    outcome: outcomeOf(errorCode, httpStatus, Number(retryAfterSeconds) * 1000 || undefined),
    report: { httpStatus, errorCode, errorMessage: message, outcomeUnknown: mayBeDone(errorCode, httpStatus) || undefined },
  };
}

/** Without an answer nobody knows what became of it, and neither where the service itself broke off. */
function mayBeDone(code: string, status?: number): boolean {
  return status === undefined ? !UNREACHED.has(code) && !TO_BE_MENDED.test(code) : status === 500 || status === 504;
}

/** How a request ended of which a service says by a code alone that it failed, in an answer of 200. */
export function refusedEntry(errorCode = 'UNKNOWN', errorMessage?: string): TargetResult {
  return { outcome: outcomeOf(errorCode), report: { errorCode, errorMessage } };
}

function codeOf({ name, code }: SdkError): string {
  // The handler of the SDK names what broke off so, too; its own errors have no code, and its one deadline is that for the connection.
  if (name === 'TimeoutError') return code ?? 'TIMEOUT_CONNECT';
  return code ?? name ?? 'UNKNOWN';
}

function outcomeOf(code: string, status = 500, retryAfterMillis?: number): Outcome {
  if (status === 429 || THROTTLED.test(code)) return { kind: 'retry', slow: false, retryAfterMillis };
  if (REFUSED.test(code)) return { kind: 'permanent' };
  return { kind: 'retry', slow: TO_BE_MENDED.test(code) || (status < 500 && status !== 408 && status !== 409) };
}
